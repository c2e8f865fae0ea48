"""TLS is verified, on both ways to it; nothing is said in the clear where it is required."""

from collections.abc import Callable
from pathlib import Path

import pytest

from portal.mail.transport import Outcome, Transport
from tests.faults.certificates import self_signed, server_context
from tests.faults.smtp_sink import SinkThread
from tests.unit.mail.conftest import a_mail


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    return self_signed(tmp_path)


@pytest.fixture
def starttls_sink(certificate: tuple[Path, Path]) -> SinkThread:
    return SinkThread(starttls=server_context(*certificate))


@pytest.fixture
def smtps_sink(certificate: tuple[Path, Path]) -> SinkThread:
    return SinkThread(implicit_tls=server_context(*certificate))


@pytest.mark.parametrize("starttls", ["required", "opportunistic"])
def test_starttls_refuses_a_certificate_nobody_vouches_for(
    starttls_sink: SinkThread, connect: Callable[..., Transport], starttls: str
) -> None:
    with starttls_sink as sink:
        delivery = connect(f"smtp://localhost:{sink.port}?starttls={starttls}").send(a_mail())
    assert delivery.outcome is Outcome.UNREACHABLE
    assert delivery.detail == "The server's certificate is not trusted: self-signed certificate"
    assert sink.state.ledger.receipts == []


def test_smtps_refuses_a_certificate_nobody_vouches_for(
    smtps_sink: SinkThread, connect: Callable[..., Transport]
) -> None:
    with smtps_sink as sink:
        delivery = connect(f"smtps://localhost:{sink.port}").send(a_mail())
    assert delivery.outcome is Outcome.UNREACHABLE
    assert "certificate is not trusted" in delivery.detail


@pytest.fixture
def trusted(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("starttls", ["required", "opportunistic"])
def test_starttls_sends_under_a_trusted_certificate(
    starttls_sink: SinkThread, connect: Callable[..., Transport], starttls: str
) -> None:
    with starttls_sink as sink:
        transport = connect(f"smtp://localhost:{sink.port}?starttls={starttls}")
        assert [transport.send(a_mail()).outcome for _ in range(3)] == [Outcome.SENT] * 3
    assert sink.state.connections == 1


@pytest.mark.usefixtures("trusted")
def test_smtps_sends_under_a_trusted_certificate(smtps_sink: SinkThread, connect: Callable[..., Transport]) -> None:
    with smtps_sink as sink:
        transport = connect(f"smtps://localhost:{sink.port}")
        assert [transport.send(a_mail()).outcome for _ in range(3)] == [Outcome.SENT] * 3
        sink.hang_up()
        assert transport.send(a_mail()).outcome is Outcome.SENT
    assert sink.state.connections == 2


@pytest.mark.usefixtures("trusted")
def test_a_certificate_for_another_name_is_refused(smtps_sink: SinkThread, connect: Callable[..., Transport]) -> None:
    with smtps_sink as sink:
        delivery = connect(f"smtps://127.0.0.1:{sink.port}").send(a_mail())
    assert delivery.outcome is Outcome.UNREACHABLE
    assert "IP address mismatch" in delivery.detail


def test_required_tls_that_is_not_offered_is_unreachable(sink: SinkThread, connect: Callable[..., Transport]) -> None:
    delivery = connect(f"smtp://localhost:{sink.port}?starttls=required").send(a_mail())
    assert delivery.outcome is Outcome.UNREACHABLE
    assert delivery.detail == "STARTTLS extension not supported by server."


def test_opportunistic_tls_that_is_not_offered_sends_in_the_clear(
    sink: SinkThread, connect: Callable[..., Transport]
) -> None:
    transport = connect(f"smtp://localhost:{sink.port}?starttls=opportunistic")
    assert transport.send(a_mail()).outcome is Outcome.SENT


def test_a_server_that_stops_within_the_handshake_is_unreachable_at_the_deadline(
    sink: SinkThread, connect: Callable[..., Transport]
) -> None:
    delivery = connect(f"smtps://localhost:{sink.port}", seconds=0.3).send(a_mail())
    assert delivery.outcome is Outcome.UNREACHABLE
