"""Somebody at the pages without a browser: her cookies, and the forms she sends."""

import http.cookiejar
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import urlencode, urljoin
from uuid import uuid4


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    url: str
    headers: Message

    @property
    def page(self) -> bool:
        return self.status == 200 and self.headers.get_content_type() == "text/html"


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@dataclass
class Visitor:
    """`get` and `post` follow a redirection unless told to stay."""

    base: str
    jar: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def get(self, path: str, *, stay: bool = False) -> Answer:
        return self._send(urllib.request.Request(urljoin(self.base, path)), stay)

    def post(self, path: str, said: dict[str, object] | None = None, *, stay: bool = False) -> Answer:
        token = self.cookie("palier-form") or self._token()
        body = urlencode({"csrfmiddlewaretoken": token, **(said or {})}, doseq=True).encode()
        return self._send(urllib.request.Request(urljoin(self.base, path), data=body), stay)

    def send(self, path: str, field_name: str, file_name: str, content: bytes) -> Answer:
        """A form that holds one file."""
        edge = uuid4().hex
        head = 'Content-Disposition: form-data; name="'
        body = (
            f'--{edge}\r\n{head}csrfmiddlewaretoken"\r\n\r\n{self.cookie("palier-form") or self._token()}\r\n'
            f'--{edge}\r\n{head}{field_name}"; filename="{file_name}"\r\nContent-Type: text/csv\r\n\r\n'
        ).encode()
        request = urllib.request.Request(urljoin(self.base, path), data=body + content + f"\r\n--{edge}--\r\n".encode())
        request.add_header("Content-Type", f"multipart/form-data; boundary={edge}")
        return self._send(request, stay=False)

    def cookie(self, name: str) -> str:
        return next((cookie.value or "" for cookie in self.jar if cookie.name == name), "")

    def cookies(self) -> Iterable[dict[str, str]]:
        """As a browser takes them."""
        return [{"name": cookie.name, "value": cookie.value or "", "url": self.base} for cookie in self.jar]

    def _token(self) -> str:
        self.get("/account/login/")
        return self.cookie("palier-form")

    def _send(self, request: urllib.request.Request, stay: bool) -> Answer:
        handlers = [urllib.request.HTTPCookieProcessor(self.jar), *([_Stay] if stay else [])]
        opener = urllib.request.build_opener(*handlers)
        try:
            with opener.open(request, timeout=60) as found:
                return _answer(found)
        except urllib.error.HTTPError as refused:
            with refused:
                return _answer(refused)


def _answer(found: urllib.response.addinfourl) -> Answer:
    return Answer(found.status or 0, found.read().decode(errors="replace"), found.url, found.headers)
