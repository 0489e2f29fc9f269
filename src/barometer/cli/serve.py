"""``barometer serve`` and ``barometer demo``: look at results in the browser."""

import http.server
from functools import partial
from pathlib import Path

import click

from barometer.cli.language import chosen_language, words
from barometer.cli.score import score
from barometer.cli.simulate import simulate

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class ResultsHandler(http.server.SimpleHTTPRequestHandler):
    """Serves the files of one results folder, with strict headers and a quiet log."""

    def end_headers(self) -> None:
        """Add the security headers to every answer."""
        for name, value in SECURITY_HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: results are confidential and the terminal is not a log."""


def make_server(folder: Path, port: int) -> http.server.ThreadingHTTPServer:
    """Return a server of a folder on this machine only; port 0 takes a free one."""
    handler = partial(ResultsHandler, directory=str(folder))
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)


@click.command(
    help=words("Ouvrir un dossier de résultats dans le navigateur, sur cette machine seulement.",
               "Open a results folder in the browser, on this machine only."),
    epilog="barometer serve resultats --port 8000",
)  # fmt: skip
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
def serve(folder: Path, port: int) -> None:
    """Serve a results folder until interrupted."""
    try:
        server = make_server(folder, port)
    except OSError:
        raise click.ClickException(
            words(
                f"Le port {port} est pris : choisissez-en un autre avec --port.",
                f"Port {port} is taken: choose another with --port.",
            )
        ) from None
    address = f"http://127.0.0.1:{server.server_port}/{chosen_language()}/summary.html"
    click.echo(words(f"Résultats : {address}", f"Results: {address}"))
    click.echo(words("Ctrl+C pour arrêter.", "Ctrl+C to stop."))
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo()


@click.command(
    help=words("Simuler une édition fictive, la noter et l’ouvrir dans le navigateur.",
               "Simulate a fictional edition, score it and open it in the browser."),
    epilog="barometer demo --port 8000",
)  # fmt: skip
@click.option("--folder", type=click.Path(path_type=Path), default=Path("var/demo"))
@click.option("--bodies", type=click.IntRange(1, 5000), default=231, show_default=True,
              help=words("Nombre de structures.", "Number of bodies."))  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--serve/--no-serve", "is_served", default=True)
@click.pass_context
def demo(ctx: click.Context, folder: Path, bodies: int, port: int, *, is_served: bool) -> None:
    """Make a demonstration edition and serve it."""
    ctx.invoke(simulate, folder=folder, bodies=bodies)
    ctx.invoke(
        score,
        grid_name="public-service",
        bodies_path=folder / "bodies.csv",
        answer_paths=(folder / "answers.csv",),
        folder=folder / "results",
        is_simulated=True,
    )
    if is_served:
        ctx.invoke(serve, folder=folder / "results", port=port)
