"""Signed notes, keys and checkpoints: the vectors of others, and every way to be wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimen.kernel.ledger.notes import Checkpoint, NoteInvalid, Signer, Verifier, opened

# From the tests of Go's golang.org/x/mod/sumdb/note, which C2SP describes.
SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
NOTE = (
    f"{TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqf"
    "qdngotpRZb6KE6RyyBwJnAM=\n"
)
OURS = Signer.make("city.example/log")
HEAD = Checkpoint("city.example/log", 5, b"r" * 32)


def test_we_sign_as_others_do() -> None:
    signer = Signer.parse(SECRET)
    assert (str(signer.verifier), signer.secret()) == (PUBLIC, SECRET)
    assert signer.sign(TEXT) == NOTE


def test_we_read_what_others_signed() -> None:
    verifier = Verifier.parse(PUBLIC)
    assert opened(NOTE, [OURS.verifier, verifier]) == (TEXT, verifier)


def test_a_checkpoint_is_three_lines() -> None:
    assert HEAD.text == "city.example/log\n5\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\n"
    assert Checkpoint.parse(HEAD.text) == HEAD
    assert Checkpoint.parse(HEAD.text + "extension\n") == HEAD


@given(st.binary(min_size=32, max_size=32), st.integers(0, 10**17))
def test_what_is_signed_is_read_again(root: bytes, size: int) -> None:
    head = Checkpoint("city.example/log", size, root)
    text, by = opened(OURS.sign(head.text), [OURS.verifier])
    assert (Checkpoint.parse(text), by) == (head, OURS.verifier)


def test_signatures_of_strangers_are_passed_over() -> None:
    witness = Signer.make("witness.example")
    note = OURS.sign(HEAD.text)
    both = note + witness.sign(HEAD.text).rpartition("\n\n")[2]
    assert opened(both, [OURS.verifier])[1] == OURS.verifier
    assert opened(both, [witness.verifier])[1] == witness.verifier


def test_another_key_of_the_same_name_is_a_stranger() -> None:
    with pytest.raises(NoteInvalid, match="没有由给定的公钥签名"):
        opened(OURS.sign(HEAD.text), [Signer.make("city.example/log").verifier])


def test_one_broken_signature_of_a_known_key_spoils_the_note() -> None:
    witness = Signer.make("witness.example")
    other = witness.sign(Checkpoint("city.example/log", 6, b"r" * 32).text)
    note = OURS.sign(HEAD.text) + other.rpartition("\n\n")[2]
    with pytest.raises(NoteInvalid, match="签名不成立"):
        opened(note, [OURS.verifier, witness.verifier])


@pytest.mark.parametrize(("old", "new"), [("5\n", "6\n"), ("cnJy", "cnJz"), ("city", "cite")])
def test_a_changed_text_is_found(old: str, new: str) -> None:
    note = OURS.sign(HEAD.text)
    with pytest.raises(NoteInvalid, match="签名不成立"):
        opened(note.replace(old, new, 1), [OURS.verifier])


@pytest.mark.parametrize(
    "note",
    [
        "", "text", "text\n\n", "text\n\n— name AAAA\n", "text\n\n- name AAAAAAAA\n",
        "text\n\n— na+me AAAAAAAA\n", "text\n\n— name AAAAAAAB!\n", "text\n\n— name AAAAAAAA",
        "te\txt\n\n— name AAAAAAAA\n", "text\n— name AAAAAAAA\n", "text\n\n— name AAAAAB==\n",
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(NoteInvalid):
        opened(note, [OURS.verifier])


@pytest.mark.parametrize(
    "text",
    [
        "", "log\n5\n", "log\n05\ncnI=\n", "log\n-1\ncnI=\n", "log\n٥\ncnI=\n", "\n5\ncnI=\n",
        "log\n5\ncnI\n", "log\n5\ncnI=", "log\n5\ncnI=\n\n", "log\n1000000000000000000\ncnI=\n",
    ],
)  # fmt: skip
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteInvalid):
        Checkpoint.parse(text)


@pytest.mark.parametrize(
    "key",
    [
        "", "name", "name+c74f20a3", PUBLIC.replace("c74f20a3", "c74f20a4"), PUBLIC[:-4],
        PUBLIC.replace("Peter", "Paul"), PUBLIC.replace("+ARpc", "+Arpc"), PUBLIC + "!", SECRET,
        "na me+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)  # fmt: skip
def test_what_is_no_public_key_is_refused(key: str) -> None:
    with pytest.raises(NoteInvalid):
        Verifier.parse(key)


@pytest.mark.parametrize(
    "key", ["", PUBLIC, SECRET[:-4], SECRET.replace("c74f20a3", "c74f20a4"), "PRIVATE+KEY+x"]
)
def test_what_is_no_private_key_is_refused(key: str) -> None:
    with pytest.raises(NoteInvalid):
        Signer.parse(key)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u3000b"])
def test_a_name_that_would_break_the_form_is_refused(name: str) -> None:
    with pytest.raises(NoteInvalid):
        Signer.make(name)
