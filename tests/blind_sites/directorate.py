"""A directorate's table of communiqués, Portuguese in ISO-8859-1: days as dd/mm/yyyy, releases told apart by a query parameter."""

from __future__ import annotations

from html import escape

from blind_sites.content import Host, compose, releases
from blind_sites.kit import BlindSite, Release, Ticker, chunks, missing, moved, numbers, page, whole

from demo.server import Request, Response

HOST = "www.direccao-comercio.test"
BASE = f"https://{HOST}"
LIST = "/pt/comunicados.php"
ORG = Host("Direcção do Comércio Externo")
PER_PAGE = 8

GAPS = [1, 2, 1, 3, 1, 1, 4, 2, 1, 5, 1, 2, 2, 1, 3, 1, 1, 2, 6, 1, 2, 1, 3]
POSTS = releases("pt", ORG, 9, "2026-10-07T17:00:00", numbers(214, GAPS))
OLD = [compose("pt", ORG, 100 + at, 3, POSTS[-1].when.replace(year=2019 + at), 4 + at * 30) for at in range(2)]
TENDERS = [compose("pt", ORG, 104 + at, 4, POSTS[0].when, 31 + at) for at in range(3)]

_ticker = Ticker(901)


def _path(post: Release, script: str = "comunicado") -> str:
    return f"/pt/{script}.php?ref={post.when.year}-{post.number:03d}"


def _frame(title: str, main: str) -> Response:
    tenders = "".join(f'<li><a href="{_path(post, "concurso")}">{escape(post.title)}</a></li>' for post in TENDERS)
    old = "".join(f'<li><a href="{_path(post)}">{escape(post.title)}</a></li>' for post in OLD)
    return page(
        f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<HTML LANG="pt"><HEAD><TITLE>Direcção do Comércio Externo - {escape(title)}</TITLE></HEAD>
<BODY BGCOLOR="#FFFFFF">
<TABLE WIDTH="100%"><TR><TD>{_ticker.now:%d/%m/%Y - %H:%M:%S}</TD><TD><A HREF="/pt/index.php?sid={_ticker.token}">Início</A></TD>
<TD><A HREF="/en/press.php">English</A></TD><TD><A HREF="/pt/mapa.php">Mapa do sítio</A></TD></TR></TABLE>
<TABLE><TR><TD VALIGN="top" WIDTH="180"><B>Concursos</B><UL>{tenders}</UL><B>Documentos de referência</B><UL>{old}</UL></TD>
<TD>{main}</TD></TR></TABLE>
<HR><FONT SIZE="1">Direcção do Comércio Externo. Visitante n.º {_ticker.number + 400312}</FONT>
</BODY></HTML>""",
        "iso-8859-1",
        header="text/html; charset=ISO-8859-1",
    )


def _list(number: int, ascending: bool) -> Response:
    pages = chunks(POSTS[::-1] if ascending else POSTS, PER_PAGE)
    if not 1 <= number <= len(pages):
        return _frame("Comunicados", "<P>Sem registos.</P>")
    rows = "".join(
        f'<TR><TD NOWRAP>{post.when:%d/%m/%Y}</TD><TD><A HREF="{_path(post)}">{escape(post.title)}</A></TD>'
        f'<TD><A HREF="/pt/pdf/{post.when.year}-{post.number:03d}.pdf">PDF</A></TD></TR>\n'
        for post in pages[number - 1]
    )
    steps = " | ".join(
        f"<B>{step}</B>" if step == number else f'<A HREF="comunicados.php?pagina={step}">{step}</A>' for step in range(1, len(pages) + 1)
    )
    head = (
        '<TR><TH><A HREF="comunicados.php?ordem=data&amp;sentido=asc">Data</A></TH>'
        '<TH><A HREF="comunicados.php?ordem=titulo">Assunto</A></TH>'
        "<TH>Ficheiro</TH></TR>"
    )
    return _frame("Comunicados", f'<H2>Comunicados</H2><TABLE BORDER="1">{head}\n{rows}</TABLE><P>Página: {steps}</P>')


def _article(post: Release, reprint: bool) -> Response:
    body = "".join(f"<P ALIGN=justify>{escape(text)}\n" for text in post.paragraphs)
    main = (
        f'<P><FONT COLOR="#003366" SIZE="4">{escape(post.title)}</FONT></P><P><I>{post.when:%d/%m/%Y}</I> '
        f'[<A HREF="{_path(post)}&amp;imprimir=1">Versão para impressão</A>]</P>{body}<P><A HREF="javascript:history.back()">Voltar</A></P>'
    )
    if reprint:
        return page(f"<HTML><BODY>{main}</BODY></HTML>", "iso-8859-1", header="text/html; charset=ISO-8859-1")
    return _frame(post.title, main)


def answer(request: Request) -> Response:
    _ticker.next()
    if request.host != HOST:
        return missing()
    path, query = request.path, request.query
    if path == "/":
        return moved(BASE + "/pt/index.php")
    if path == "/pt/index.php":
        return _frame("Início", f'<A HREF="{LIST}">Comunicados</A>')
    if path == LIST:
        return _list(whole(query.get("pagina")), query.get("sentido") == "asc")
    for script, held in (("/pt/comunicado.php", [*POSTS, *OLD]), ("/pt/concurso.php", TENDERS)):
        if path == script:
            for post in held:
                if query.get("ref") == f"{post.when.year}-{post.number:03d}":
                    return _article(post, "imprimir" in query)
            # An unknown reference is answered with 200 and a sentence.
            return _frame("Aviso", "<P>O documento pedido não existe.</P>")
    return missing("Ficheiro inexistente")


SITE = BlindSite(
    name="directorate",
    host=HOST,
    url=BASE + LIST,
    lang="pt",
    kind="listing",
    answer=answer,
    truth=tuple(post.truth(BASE + _path(post)) for post in POSTS),
    decoys=(*(BASE + _path(post) for post in OLD), *(BASE + _path(post, "concurso") for post in TENDERS)),
    twins=tuple((f"{BASE}{_path(post)}&imprimir=1", BASE + _path(post)) for post in POSTS[:3]),
)
