"""Protobuf text (proto2, proto3, editions) into a `ProtoFile`. Never raises on bad input: what can't be read is a finding.

A small parser of its own, because places are needed and the official one is a compiler to install. It does not resolve types or
check semantics that protoc checks (see `Scope` in model/protobuf.py for names).
"""

import re
from dataclasses import dataclass

from ..diagnostics import Diagnostic, Location, Severity
from ..model import protobuf as p
from .protobuf_tokens import Token, tokens, unquoted

_LABELS = frozenset({"optional", "required", "repeated"})
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class ProtoReading:
    """The file as far as it could be read, and what is wrong with it (at most one syntax error, the first)."""

    file: p.ProtoFile
    diagnostics: tuple[Diagnostic, ...] = ()


class _SyntaxError(Exception):
    def __init__(self, message: str, location: Location) -> None:
        super().__init__(message)
        self.location = location


def parse_proto(text: str, path: str) -> ProtoReading:
    parser = _Parser(tokens(text, path), path)
    try:
        parser.file()
    except _SyntaxError as error:
        hint = "the rest of the file is not read"
        problem = Diagnostic(error.location, "structure/invalid-protobuf", Severity.ERROR, f"not valid Protobuf: {error}", hint=hint)
        return ProtoReading(parser.result(), (problem,))
    return ProtoReading(parser.result())


@dataclass
class _Body:
    """What has been read of a message so far."""

    fields: list[p.Field]
    oneofs: list[p.Oneof]
    messages: list[p.MessageType]
    enums: list[p.EnumType]
    reserved: list[p.Range]
    names: list[p.ReservedName]
    ranges: list[p.Range]
    extensions: list[p.Extension]
    options: list[p.Option]


def _body() -> _Body:
    return _Body([], [], [], [], [], [], [], [], [])


class _Parser:
    def __init__(self, read: list[Token], path: str) -> None:
        self._tokens = read
        self._position = 0
        self._path = path
        self._depth = 0
        self._syntax, self._edition, self._package = "proto2", "", ""
        self._syntax_location = self._package_location = Location(path, 1, 1)
        self._imports: list[p.Import] = []
        self._services: list[p.ServiceType] = []
        self._top = _body()

    def result(self) -> p.ProtoFile:
        return p.ProtoFile(
            path=self._path,
            syntax=self._syntax,
            edition=self._edition,
            package=self._package,
            syntax_location=self._syntax_location,
            package_location=self._package_location,
            imports=tuple(self._imports),
            messages=tuple(self._top.messages),
            enums=tuple(self._top.enums),
            services=tuple(self._services),
            extensions=tuple(self._top.extensions),
            options=tuple(self._top.options),
        )

    # --- tokens

    @property
    def _now(self) -> Token:
        return self._tokens[self._position]

    def _ahead(self, distance: int = 1) -> str:
        return self._tokens[min(self._position + distance, len(self._tokens) - 1)].text

    def _next(self) -> Token:
        token = self._now
        if token.kind != "end":
            self._position += 1
        return token

    def _fail(self, wanted: str) -> _SyntaxError:
        token = self._now
        seen = f"'{token.text}'" if token.kind != "end" else "the end of the file"
        return _SyntaxError(f"{wanted} expected, not {seen}", token.location)

    def _expect(self, text: str) -> Token:
        if self._now.text != text or self._now.kind == "text":
            raise self._fail(f"'{text}'")
        return self._next()

    def _skip(self, text: str) -> bool:
        if self._now.text == text and self._now.kind != "text":
            self._next()
            return True
        return False

    def _name(self) -> Token:
        if self._now.kind != "name":
            raise self._fail("a name")
        return self._next()

    def _path_name(self) -> str:
        """`a.b.C`, with or without a leading dot."""
        parts = ["."] if self._skip(".") else []
        parts.append(self._name().text)
        while self._now.text == "." and self._now.kind == "symbol":
            self._next()
            parts.append("." + self._name().text)
        return "".join(parts)

    def _integer(self) -> int:
        negative = self._skip("-")
        token = self._now
        try:
            number = int(token.text, 8) if re.fullmatch(r"0[0-7]+", token.text) else int(token.text, 0)
        except ValueError:
            raise self._fail("a whole number") from None
        self._next()
        return -number if negative else number

    def _string(self) -> str:
        if self._now.kind != "text":
            raise self._fail("a text in quotes")
        parts: list[str] = []
        while self._now.kind == "text":  # adjacent texts are one
            parts.append(unquoted(self._next().text))
        return "".join(parts)

    # --- the file

    def file(self) -> None:
        while self._now.kind != "end":
            token = self._now
            match token.text:
                case ";":
                    self._next()
                case "syntax" | "edition":
                    self._declaration()
                case "package":
                    self._package_location = self._next().location
                    self._package = self._path_name()
                    self._expect(";")
                case "import":
                    self._import()
                case "service":
                    self._services.append(self._service())
                case "option" | "message" | "enum" | "extend":
                    self._member(self._top, self._package)
                case _:
                    raise self._fail("message, enum, service, import, option or extend")

    def _declaration(self) -> None:
        token = self._next()
        self._syntax_location = token.location
        self._expect("=")
        value = self._string()
        self._expect(";")
        if token.text == "edition":
            self._syntax, self._edition = "editions", value
        else:
            self._syntax = value

    def _import(self) -> None:
        location = self._next().location
        kind = self._next().text if self._now.text in ("public", "weak", "option") else ""
        self._imports.append(p.Import(self._string(), kind, location))
        self._expect(";")

    # --- messages

    def _member(self, body: _Body, inside: str) -> None:
        """One declaration of a message's body or of the file's top level. A type may be called like a keyword: the next token tells."""
        keyword, following = self._now.text, self._tokens[min(self._position + 1, len(self._tokens) - 1)]
        if keyword == "message" and following.kind == "name" and self._ahead(2) == "{":
            body.messages.append(self._message(inside))
        elif keyword == "enum" and following.kind == "name" and self._ahead(2) == "{":
            body.enums.append(self._enum(inside))
        elif keyword == "option" and (following.text == "(" or self._ahead(2) in ("=", ".")):
            body.options.append(self._option())
        elif keyword == "extend" and self._ahead(2) != "=":
            body.extensions.append(self._extend(body, inside))
        elif keyword == "oneof" and self._ahead(2) == "{":
            self._oneof(body, inside)
        elif keyword == "reserved" and self._ahead(2) != "=":
            self._reserved(body.reserved, body.names, p.LARGEST_NUMBER)
        elif keyword == "extensions" and self._ahead(2) != "=":
            self._next()
            body.ranges += self._ranges(p.LARGEST_NUMBER)
            self._options()
            self._expect(";")
        else:
            body.fields.append(self._field(body, inside))

    def _message(self, inside: str) -> p.MessageType:
        comment = self._next().comment
        name = self._name()
        full_name = f"{inside}.{name.text}" if inside else name.text
        body = self._message_body(full_name)
        return _message(name.text, full_name, name.location, body, comment)

    def _message_body(self, full_name: str) -> _Body:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _SyntaxError(f"messages are nested more than {_DEEPEST} levels deep", self._now.location)
        body = _body()
        self._expect("{")
        while not self._skip("}"):
            if not self._skip(";"):
                self._member(body, full_name)
        self._depth -= 1
        return body

    def _field(self, body: _Body, inside: str, oneof: str = "") -> p.Field:
        comment = self._now.comment
        label = ""
        if self._now.text in _LABELS and self._ahead() not in (".", "=") and self._ahead(2) != "=":
            label = self._next().text
        if self._now.text == "group" and self._ahead(2) == "=":
            return self._group(body, inside, label=label, oneof=oneof)
        key = ""
        if self._now.text == "map" and self._ahead() == "<":
            self._next()
            self._expect("<")
            key = self._path_name()
            self._expect(",")
            type = self._path_name()
            self._expect(">")
        else:
            type = self._path_name()
        name = self._name()
        self._expect("=")
        number = self._integer()
        options = self._options()
        comment = _joined(comment, self._expect(";").trailing)
        return p.Field(name.text, number, type, label, name.location, oneof, key, False, options, comment)

    def _group(self, body: _Body, inside: str, *, label: str, oneof: str) -> p.Field:
        comment = self._next().comment
        name = self._name()
        self._expect("=")
        number = self._integer()
        options = self._options()
        full_name = f"{inside}.{name.text}" if inside else name.text
        body.messages.append(_message(name.text, full_name, name.location, self._message_body(full_name), ""))
        return p.Field(name.text.lower(), number, name.text, label, name.location, oneof, "", True, options, comment)

    def _oneof(self, body: _Body, inside: str) -> None:
        self._next()
        name = self._name()
        options: list[p.Option] = []
        self._expect("{")
        while not self._skip("}"):
            if self._skip(";"):
                continue
            if self._now.text == "option" and (self._ahead() == "(" or self._ahead(2) in ("=", ".")):
                options.append(self._option())
            else:
                body.fields.append(self._field(body, inside, name.text))
        body.oneofs.append(p.Oneof(name.text, name.location, tuple(options)))

    def _extend(self, body: _Body, inside: str) -> p.Extension:
        location = self._next().location
        extendee = self._path_name()
        fields: list[p.Field] = []
        self._expect("{")
        while not self._skip("}"):
            if not self._skip(";"):
                fields.append(self._field(body, inside))
        return p.Extension(extendee, tuple(fields), location)

    def _reserved(self, numbers: list[p.Range], names: list[p.ReservedName], largest: int) -> None:
        self._next()
        if self._now.kind in ("text", "name"):
            while True:
                location = self._now.location
                names.append(p.ReservedName(self._next().text if self._now.kind == "name" else self._string(), location))
                if not self._skip(","):
                    break
        else:
            numbers += self._ranges(largest)
        self._expect(";")

    def _ranges(self, largest: int) -> list[p.Range]:
        found: list[p.Range] = []
        while True:
            location = self._now.location
            first = last = self._integer()
            if self._skip("to"):
                last = largest if self._skip("max") else self._integer()
            found.append(p.Range(first, last, location))
            if not self._skip(","):
                return found

    # --- enums, services, options

    def _enum(self, inside: str) -> p.EnumType:
        comment = self._next().comment
        name = self._name()
        values: list[p.EnumValue] = []
        reserved: list[p.Range] = []
        names: list[p.ReservedName] = []
        options: list[p.Option] = []
        self._expect("{")
        while not self._skip("}"):
            if self._skip(";"):
                continue
            if self._now.text == "option" and self._ahead() != "=":
                options.append(self._option())
            elif self._now.text == "reserved" and self._ahead() != "=":
                self._reserved(reserved, names, 2_147_483_647)
            else:
                token = self._name()
                self._expect("=")
                number = self._integer()
                found = self._options()
                comment_of_value = _joined(token.comment, self._expect(";").trailing)
                values.append(p.EnumValue(token.text, number, token.location, found, comment_of_value))
        full_name = f"{inside}.{name.text}" if inside else name.text
        return p.EnumType(name.text, full_name, name.location, tuple(values), tuple(reserved), tuple(names), tuple(options), comment)

    def _service(self) -> p.ServiceType:
        comment = self._next().comment
        name = self._name()
        methods: list[p.Method] = []
        options: list[p.Option] = []
        self._expect("{")
        while not self._skip("}"):
            if self._skip(";"):
                continue
            if self._now.text == "option":
                options.append(self._option())
            else:
                methods.append(self._method())
        full_name = f"{self._package}.{name.text}" if self._package else name.text
        return p.ServiceType(name.text, full_name, name.location, tuple(methods), tuple(options), comment)

    def _method(self) -> p.Method:
        comment = self._expect("rpc").comment
        name = self._name()
        client, request = self._parameter()
        self._expect("returns")
        server, response = self._parameter()
        options: list[p.Option] = []
        if self._skip("{"):
            while not self._skip("}"):
                if not self._skip(";"):
                    options.append(self._option())
        else:
            self._expect(";")
        return p.Method(name.text, request, response, name.location, client, server, tuple(options), comment)

    def _parameter(self) -> tuple[bool, str]:
        self._expect("(")
        streaming = self._now.text == "stream" and self._ahead() != ")" and bool(self._next())
        type = self._path_name()
        self._expect(")")
        return streaming, type

    def _option(self) -> p.Option:
        location = self._expect("option").location
        found = p.Option(self._option_name(), self._option_value(), location)
        self._expect(";")
        return found

    def _options(self) -> tuple[p.Option, ...]:
        """`[deprecated = true, json_name = "x"]`, or nothing."""
        if not self._skip("["):
            return ()
        found: list[p.Option] = []
        while True:
            location = self._now.location
            found.append(p.Option(self._option_name(), self._option_value(), location))
            if self._skip("]"):
                return tuple(found)
            self._expect(",")

    def _option_name(self) -> str:
        parts: list[str] = []
        while True:
            if self._skip("("):
                parts.append(f"({self._path_name()})")
                self._expect(")")
            else:
                parts.append(self._name().text)
            if not self._skip("."):
                break
        self._expect("=")
        return ".".join(parts)

    def _option_value(self) -> str:
        if self._now.kind == "text":
            return self._string()
        if self._now.text == "{":
            return self._aggregate()
        sign = "-" if self._skip("-") else ""
        if self._now.kind not in ("name", "number"):
            raise self._fail("a value")
        return sign + (self._path_name() if self._now.kind == "name" else self._next().text)

    def _aggregate(self) -> str:
        """A value in braces, as its tokens: what custom options hold is nobody's business here."""
        depth, parts = 0, list[str]()
        while True:
            token = self._next()
            if token.kind == "end":
                raise self._fail("'}'")
            depth += token.text in ("{", "<") and token.kind == "symbol"
            depth -= token.text in ("}", ">") and token.kind == "symbol"
            parts.append(token.text)
            if depth == 0:
                return " ".join(parts)


def _joined(*comments: str) -> str:
    return "\n".join(filter(None, comments))


def _message(name: str, full_name: str, location: Location, body: _Body, comment: str) -> p.MessageType:
    return p.MessageType(
        name=name,
        full_name=full_name,
        location=location,
        fields=tuple(body.fields),
        oneofs=tuple(body.oneofs),
        messages=tuple(body.messages),
        enums=tuple(body.enums),
        reserved=tuple(body.reserved),
        reserved_names=tuple(body.names),
        extension_ranges=tuple(body.ranges),
        extensions=tuple(body.extensions),
        options=tuple(body.options),
        comment=comment,
    )
