"""补交材料: files that come after the application, kept with the papers of its root."""

from dataclasses import dataclass

from yimen.cases.models import Case, Paper
from yimen.documents.api import store_file
from yimen.kernel import clock
from yimen.kernel.actors import Actor
from yimen.vocabulary.api import documents

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Upload:
    """上传文件: a file for a paper (`document`), with the name and media type it came with."""

    document: str
    name: str
    content: bytes
    media_type: str = ""


def keep(by: Actor, case: Case, upload: Upload) -> Paper:
    """收下材料: raises `Invalid` or `TooLarge` for a file that the paper does not take."""
    definition = documents()[upload.document]
    file = store_file(
        by,
        upload.content,
        name=upload.name,
        claimed_type=upload.media_type,
        formats=frozenset(definition.formats),
        max_bytes=definition.max_megabytes * MEGABYTE,
    )
    return Paper.objects.create(
        case_id=case.parent_id or case.id,
        document=upload.document,
        name=upload.name[:200],
        file=file,
        added_at=clock.now(),
    )
