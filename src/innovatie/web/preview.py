"""`/opmaak`: what a text with marks of Markdown looks like, for the preview of the editor."""

from litestar import MediaType, Response, post

from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest
from innovatie.web.markdown import markdown


@post("/opmaak", guards=[signed_in], status_code=200, include_in_schema=False)
async def preview(request: AnyRequest) -> Response[str]:
    """The text as pages show it. Nothing is kept."""
    text = (await request.form()).get("tekst", "")
    shown = markdown(text) if isinstance(text, str) else ""
    return Response(str(shown), media_type=MediaType.HTML, headers={"Cache-Control": "no-store"})
