"""``completion``: prints the script that makes a shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_INSTALL = """Print the script that lets a shell complete commands, options and their values.

\b
bash:  eval "$({program} completion bash)"      in ~/.bashrc
zsh:   eval "$({program} completion zsh)"       in ~/.zshrc
fish:  {program} completion fish > ~/.config/fish/completions/{program}.fish
"""


def completion_command(program: str) -> click.Command:
    """Return the command for a program of that name."""

    @click.command("completion", help=_INSTALL.format(program=program), short_help="Print a shell's completion script.")
    @click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
    @click.pass_context
    def completion(ctx: click.Context, shell: str) -> None:
        kind = get_completion_class(shell)
        if kind is None:
            raise click.UsageError(f"no completion for {shell}")
        variable = f"_{program}_COMPLETE".replace("-", "_").upper()
        click.echo(kind(ctx.find_root().command, {}, program, variable).source())

    return completion
