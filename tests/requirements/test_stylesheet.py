"""The one stylesheet: what templates use of NL Design System, and nothing of it twice."""

import re

import pytest

from requirements import stylesheet

USED = frozenset({"utrecht-button", "utrecht-button--primary-action"})


def test_comments_and_white_space_go_but_not_what_selectors_need() -> None:
    assert (
        stylesheet.squeeze("/* why */\n.a :focus {\n  color : red;\n  margin: 0 1px;\n}\n")
        == ".a :focus{color :red;margin:0 1px}"
    )


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".utrecht-button{a:b}", ".utrecht-button{a:b}"),
        (".utrecht-button--hover{a:b}", ""),
        (".utrecht-button,.utrecht-button--hover{a:b}", ".utrecht-button{a:b}"),
        ("@media print{.utrecht-button--busy{a:b}}", ""),
        ("@media print{.utrecht-button{a:b}.x{c:d}}", "@media print{.utrecht-button{a:b}.x{c:d}}"),
        (".utrecht-button:is(:not([a],.b),:hover){a:b}", ".utrecht-button:is(:not([a],.b),:hover){a:b}"),
    ],
)
def test_only_rules_that_a_template_can_match_are_kept(css: str, kept: str) -> None:
    assert stylesheet.prune(css, USED) == kept


def test_a_base_token_is_kept_when_used_directly_or_by_another_and_not_set_by_our_theme() -> None:
    theme = ".voorbeeld-theme { --a: var(--b); /* [code-only] */ --b: 1px; --c: 2px; --d: red; }"
    assert (
        stylesheet.used_tokens(theme, used_by="x{y:var(--a);z:var(--d)}", set_by=":root{--d:green}")
        == "--a:var(--b);--b:1px"
    )


def test_the_real_sheet_is_balanced_and_knows_every_component_class_that_templates_name() -> None:
    css = stylesheet.build()
    for opening, closing in ("{}", "()", "[]"):
        assert css.count(opening) == css.count(closing)
    assert re.findall(r"@layer [a-z,]+", css) == [
        "@layer base,nlds,dialoog",
        "@layer base",
        "@layer nlds",
        "@layer dialoog",
    ]
    named = {name for name in stylesheet.used_classes() if f".{name}" not in css}
    assert named <= {"utrecht-checkbox--html-input"}


def test_a_missing_package_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(stylesheet, "PACKAGES", stylesheet.ROOT / "nowhere")
    assert stylesheet.main() == 1
    assert capsys.readouterr().err.startswith("stylesheet: ")
