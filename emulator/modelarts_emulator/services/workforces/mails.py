"""E-mails: kept in an outbox, and sent where a mail server is configured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from sqlalchemy import Connection, delete, insert, select, update

from ...jobs import JobRun, job
from ...store.workforce_tables import mails, members

if TYPE_CHECKING:
    from email.message import EmailMessage

    from ...backend import Backend

MAIL_JOB: Final = "mail.send"
SENDER: Final = "ModelArts emulator <no-reply@modelarts-emulator.invalid>"
#: How long a mail server may take, in seconds.
PATIENCE: Final = 20
#: What became of an e-mail, as the documents number it.
UNREACHABLE: Final = 2
SENT: Final = 3


class MailRefusedError(Exception):
    """The mail server will not deliver to this address."""


def post_mail(conn: Connection, backend: Backend, member: Any, task: Any, subject: str, text: str) -> None:
    """Put an e-mail to a member of a task into the outbox, from where a job sends it if there is a mail server."""
    sent = backend.config.smtp is not None
    row = {
        "project_id": task.project_id,
        "task_id": task.task_id,
        "worker_id": member.worker_id,
        "recipient": member.email,
        "subject": subject,
        "text": text,
        "status": "waiting" if sent else "kept",
        "create_time": backend.clock.now_ms(),
    }
    mail_pk = conn.execute(insert(mails).returning(mails.c.pk), row).scalar_one()
    if sent:
        backend.jobs.schedule(conn, MAIL_JOB, task.project_id, task.task_id, payload={"mail": mail_pk})
    else:
        _mark(conn, member.pk, SENT)


def list_mails(conn: Connection, limit: int) -> list[dict[str, Any]]:
    """The last e-mails, the newest first."""
    columns = (mails.c[name] for name in ("recipient", "subject", "text", "status", "error", "task_id", "create_time"))
    return [dict(row) for row in conn.execute(select(*columns).order_by(mails.c.pk.desc()).limit(limit)).mappings()]


def clear_mails(conn: Connection) -> None:
    """Empty the outbox; what waits to be sent stays."""
    conn.execute(delete(mails).where(mails.c.status.in_(("kept", "sent", "failed"))))


def _mark(conn: Connection, member_pk: int, status: int) -> None:
    conn.execute(update(members).where(members.c.pk == member_pk).values(email_status=status))


def _take(run: JobRun) -> Any:
    """Row of the mail, to be sent by us; `None` where it is done.

    One that is being sent already was left by a process that died meanwhile: nobody else has the job in hand.
    """
    with run.backend.store.write() as conn:
        wanted = select(mails).where(mails.c.pk == run.payload["mail"])
        row = conn.execute(wanted.with_for_update()).first()
        if row is None or row.status in ("sent", "failed"):
            return None
        conn.execute(update(mails).where(mails.c.pk == row.pk).values(status="sending"))
    return row


def _send(run: JobRun) -> None:
    row = _take(run)
    if row is None:
        return
    address = run.backend.config.smtp
    if address is None:
        _end(run, row, "kept", "")  # the emulator was started anew, without a mail server
        return
    try:
        deliver(address, _compose(row))
    except MailRefusedError as error:
        _end(run, row, "failed", str(error))
    else:
        _end(run, row, "sent", "")


def _end(run: JobRun, row: Any, status: str, error: str) -> None:
    with run.backend.store.write() as conn:
        _record(conn, row, status, error)


def _record(conn: Connection, row: Any, status: str, error: str) -> None:
    conn.execute(update(mails).where(mails.c.pk == row.pk).values(status=status, error=error))
    told = select(members.c.pk).where(members.c.worker_id == row.worker_id, members.c.email == row.recipient)
    for member_pk in conn.execute(told).scalars().all():
        _mark(conn, member_pk, UNREACHABLE if status == "failed" else SENT)


def _compose(row: Any) -> EmailMessage:
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, row.recipient, row.subject
    message.set_content(row.text)
    return message


def deliver(address: str, message: EmailMessage) -> None:
    """Hand an e-mail to a server, ``smtp://`` or ``smtps://`` with a name and a password or not.

    Raises MailRefusedError where the server refuses the recipient, OSError or SMTPException where it cannot be
    reached or fails otherwise.
    """
    # Loaded by need: most emulators never send anything.
    import smtplib

    parts = urlsplit(address)
    secure = parts.scheme == "smtps"
    kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
    with kind(parts.hostname or "localhost", parts.port or (465 if secure else 25), timeout=PATIENCE) as server:
        server.ehlo_or_helo_if_needed()
        if not secure and server.has_extn("starttls"):
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            reasons = [reason.decode(errors="replace") for _, reason in error.recipients.values()]
            raise MailRefusedError("; ".join(reasons)) from error


def _give_up(run: JobRun) -> None:
    row = run.conn.execute(select(mails).where(mails.c.pk == run.payload["mail"])).first()
    if row is not None and row.status != "sent":
        _record(run.conn, row, "failed", run.error)


@job(MAIL_JOB, prepare=_send, failed=_give_up)
def end_sending(run: JobRun) -> None:
    """Nothing is left to do: what became of the mail is written as soon as it is known."""
