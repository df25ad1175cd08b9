"""T7: two people write minutes at the same time, and nobody's words are lost. For any three texts."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from dialoog.dossiers.minutes.merging import Change, changes, merge, paragraphs

PIECES = st.lists(st.sampled_from(["a", "b", "c", "d", "# Kop", "- een\n- twee", "é 🙂"]), max_size=7)
TEXTS = st.one_of(PIECES.map("\n\n".join), st.text(alphabet="ab \n\r\t#-", max_size=40))


def lines(text: str) -> set[str]:
    return {line for paragraph in paragraphs(text) for line in paragraph.split("\n") if line.strip()}


@given(TEXTS, TEXTS, TEXTS)
def test_t7_no_line_that_either_wrote_is_dropped(base: str, mine: str, theirs: str) -> None:
    merged = lines(merge(base, mine, theirs).text)
    assert (lines(mine) - lines(base)) <= merged
    assert (lines(theirs) - lines(base)) <= merged
    assert (lines(mine) & lines(theirs)) <= merged


@given(TEXTS, TEXTS, TEXTS)
def test_t7_no_paragraph_comes_from_nowhere(base: str, mine: str, theirs: str) -> None:
    merged = set(paragraphs(merge(base, mine, theirs).text))
    assert merged <= set(paragraphs(mine)) | set(paragraphs(theirs))


@given(TEXTS, TEXTS, TEXTS)
def test_t7_a_new_paragraph_stays_as_often_as_it_was_written(base: str, mine: str, theirs: str) -> None:
    merged, old = Counter(paragraphs(merge(base, mine, theirs).text)), set(paragraphs(base))
    for text in (mine, theirs):
        for paragraph, times in Counter(paragraphs(text)).items():
            if paragraph not in old:
                assert merged[paragraph] >= times


@given(TEXTS, TEXTS)
def test_t7_who_changed_nothing_takes_over_what_the_other_wrote(base: str, mine: str) -> None:
    for merged in (merge(base, mine, base), merge(base, base, mine), merge(base, mine, mine)):
        assert merged.clean
        assert paragraphs(merged.text) == paragraphs(mine)


@given(TEXTS, TEXTS, TEXTS)
def test_t7_it_is_clean_for_both_or_for_neither(base: str, mine: str, theirs: str) -> None:
    assert merge(base, mine, theirs).clean == merge(base, theirs, mine).clean


@given(TEXTS, TEXTS)
def test_the_changes_tell_both_texts_whole(old: str, new: str) -> None:
    told = changes(old, new)
    assert tuple(one.old for one in told if one.old is not None) == paragraphs(old)
    assert tuple(one.new for one in told if one.new is not None) == paragraphs(new)
    assert any(one.changed for one in told) == (paragraphs(old) != paragraphs(new))


def test_t7_changes_in_different_paragraphs_go_together() -> None:
    merged = merge(
        "# Een\n\nalfa\n\nbeta\n\ngamma", "# Een\n\nalfa!\n\nbeta\n\ngamma", "# Een\n\nalfa\n\nbeta\n\ndelta"
    )
    assert (merged.clean, merged.text) == (True, "# Een\n\nalfa!\n\nbeta\n\ndelta")


def test_t7_the_same_paragraph_changed_twice_is_kept_twice_and_said_so() -> None:
    merged = merge("kop\n\nalfa\n\nslot", "kop\n\nalfa van mij\n\nslot", "kop\n\nalfa van hen\n\nslot")
    assert (merged.clean, merged.text) == (False, "kop\n\nalfa van hen\n\nalfa van mij\n\nslot")


def test_t7_two_additions_at_the_end_both_stay_without_a_question() -> None:
    merged = merge("kop", "kop\n\nmijn punt", "kop\n\nhun punt")
    assert (merged.clean, merged.text) == (True, "kop\n\nhun punt\n\nmijn punt")


def test_t7_what_one_takes_out_while_the_other_betters_it_is_asked() -> None:
    merged = merge("kop\n\nalfa", "kop", "kop\n\nalfa, verbeterd")
    assert (merged.clean, merged.text) == (False, "kop\n\nalfa, verbeterd")


def test_the_changes_say_what_was_rewritten_added_and_taken_out() -> None:
    assert changes("a\n\nb", "a\n\nc\n\nd") == [Change("a", "a"), Change("b", "c"), Change(None, "d")]
