"""The command of a class: it serves the scenes of a lesson to a teacher and their students, and says where."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from kmeans_viz.cli.terminal import forget_signals
from kmeans_viz.inputs import InputError
from kmeans_viz.languages import ENGLISH, LANGUAGES

if TYPE_CHECKING:
    from kmeans_viz.serve.class_launch import Doors


@click.command("class", short_help="Let a class take part: on phones, without names.")
@click.argument("scenes", required=False, type=click.Path(dir_okay=False))
@click.option("--port", type=int, default=None, metavar="N", help="Where to serve it; the next free port where taken.")
@click.option("--host", default="0.0.0.0", show_default=True, help="127.0.0.1 keeps the class to this machine.")
@click.option(
    "--address",
    "addresses",
    multiple=True,
    metavar="URL",
    help="Where the class can be reached, such as https://class.example/k-means/ for a proxy; may be repeated.",
)
@click.option("--lang", type=click.Choice(LANGUAGES), help="The language of the ten scenes.  [default: en]")
@click.option("--browser/--no-browser", default=True, help="Open the teacher's page, or only print its address.")
def class_(
    scenes: str | None, port: int | None, host: str, addresses: tuple[str, ...], lang: str | None, browser: bool
) -> None:
    """Serve a class on the network: a teacher's page, and one that students open on their phones.

    SCENES is a file of scenes, as the explorer saves it, or a page that plays them; without it, the class has the ten
    scenes of the first lesson. Students scan the code, or type their address. The button End on the teacher's page, or
    Ctrl-C, ends the class and the command, and nothing is kept.
    """
    from kmeans_viz.scenes.files import read_scenes
    from kmeans_viz.scenes.lesson import first_lesson
    from kmeans_viz.serve.class_launch import launch_class
    from kmeans_viz.serve.listening import PORT
    from kmeans_viz.web.class_page import student_page, teacher_page

    if scenes is not None and lang is not None:
        raise InputError(f"--lang {lang} is for the ten scenes, and {scenes} has its own language; leave it out")
    lesson = first_lesson(lang or ENGLISH) if scenes is None else read_scenes(scenes)
    wanted = PORT if port is None else port

    def tell(doors: Doors) -> None:
        if doors.port != wanted:
            click.echo(f"Port {wanted} is taken; the class is at port {doors.port}.")
        if doors.is_public:
            click.echo(
                "Everyone on this network can join, and what is sent is not encrypted; use --host 127.0.0.1 to try it "
                "on this machine alone."
                if not addresses
                else "Everyone who reaches the address can join."
            )
        click.echo(f"Students: {doors.students}")
        click.echo(_qr(doors.students), nl=False)
        click.echo(f"Teacher:  {doors.teacher} (for you alone; its button End, or Ctrl-C, ends the class)")
        click.echo("A class that ran here until the server stopped comes back to its own addresses, not to these.")

    pages = student_page(), teacher_page()
    launch_class(lesson, pages, host, wanted, addresses=addresses, open_browser=browser, tell=tell)
    click.echo("The class is over. Nothing of it is kept.")
    forget_signals()


def _qr(address: str) -> str:
    """Return a QR code in blocks, white on black whatever the terminal's colours; nothing where there are none."""
    from kmeans_viz.serve.qr import blocks

    lines = blocks(address)
    try:
        "".join(lines).encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return ""
    if not sys.stdout.isatty():
        return ""
    return "".join(f"{click.style(line, fg='bright_white', bg='black')}\n" for line in lines)
