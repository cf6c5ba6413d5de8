"""Who is calling: IAM tokens and signed requests."""
