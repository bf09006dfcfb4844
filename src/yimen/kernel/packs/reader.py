"""城市包读取: files into checked models, every fault with its place."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from yimen.kernel.packs import yaml_marks
from yimen.kernel.problems import PackFault, PackFaults

M = TypeVar("M", bound=BaseModel)

_MESSAGES = {
    "extra_forbidden": ("没有“{last}”这个键", "删去它，或改成正确的键名"),
    "missing": ("缺少“{last}”", "补上这个键"),
    "string_type": ("“{last}”应是文字", "数字或日期请加引号"),
    "string_pattern_mismatch": (
        "“{last}”的值“{input}”不合编码格式",
        "用小写英文字母开头，词之间用 - 或 .",
    ),
    "literal_error": ("“{last}”的值“{input}”不在可选范围", "可选：{expected}"),
    "enum": ("“{last}”的值“{input}”不在可选范围", "可选：{expected}"),
    "date_from_datetime_parsing": ("“{last}”不是日期", "写成 2020-05-19"),
    "date_parsing": ("“{last}”不是日期", "写成 2020-05-19"),
    "list_type": ("“{last}”应是列表", "每一项前加 -"),
    "model_type": ("“{last}”应是一组键值", "检查缩进"),
    "bool_parsing": ("“{last}”应是 true 或 false", "写 true 或 false"),
    "too_short": ("“{last}”是空的", "至少写一项"),
    "int_parsing": ("“{last}”应是整数", "写整数"),
}


@dataclass
class Loaded(Generic[M]):
    """已读文件: a checked model with the file it came from."""

    file: str
    value: M
    marks: yaml_marks.Marked

    def fault(self, path: yaml_marks.Path, message: str, remedy: str = "") -> PackFault:
        """缺陷: a fault at `path` of this file."""
        return PackFault(self.file, self.marks.line(path), message, remedy)


@dataclass
class PackReader:
    """读取器: reads the files of one pack and gathers faults instead of stopping at the first."""

    root: Path
    faults: list[PackFault] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not (self.root / "pack.yaml").is_file():
            raise PackFaults(
                [PackFault(str(self.root.name), 0, "这里没有城市包", "文件夹里要有 pack.yaml")]
            )

    def one(self, name: str, model: type[M]) -> Loaded[M] | None:
        """读一个文件: the file as `model`, or None after noting its faults."""
        path = self.root / name
        if not path.is_file():
            self.faults.append(PackFault(name, 0, "缺少这个文件", "按包指南补上"))
            return None
        return self._check(path, model)

    def each(self, folder: str, model: type[M]) -> Iterator[Loaded[M]]:
        """读一个目录: every YAML file below `folder`, in the order of their names."""
        for path in sorted((self.root / folder).rglob("*.yaml")):
            loaded = self._check(path, model)
            if loaded:
                yield loaded

    def refuse_if_faulty(self) -> None:
        """有误则拒: raise `PackFaults` with all faults found so far."""
        if self.faults:
            raise PackFaults(sorted(self.faults, key=lambda f: (f.file, f.line)))

    def _check(self, path: Path, model: type[M]) -> Loaded[M] | None:
        name = path.relative_to(self.root).as_posix()
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            self.faults.append(PackFault(name, 0, "不是 UTF-8 文字", "另存为 UTF-8"))
            return None
        loaded, faults = read_definition(name, text, model)
        self.faults.extend(faults)
        return loaded


def read_definition(
    name: str, text: str, model: type[M]
) -> tuple[Loaded[M] | None, list[PackFault]]:
    """读定义: YAML text as `model`, or None and the faults of form, each with its line.

    `name` is what the faults call the text.
    """
    try:
        marks = yaml_marks.read(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or "有不能用的字符"
        line = mark.line + 1 if mark else 0
        return None, [PackFault(name, line, f"YAML 写法有误：{said}", "检查缩进和引号")]
    try:
        return Loaded(name, model.model_validate(marks.value), marks), []
    except ValidationError as error:
        return None, list(_faults(name, marks, error))


def _faults(file: str, marks: yaml_marks.Marked, error: ValidationError) -> Iterator[PackFault]:
    for one in error.errors():
        path = tuple(part for part in one["loc"] if not str(part).startswith("function-"))
        last = next((str(p) for p in reversed(path) if isinstance(p, str)), file)
        words: dict[str, Any] = {
            "last": last,
            "input": one.get("input"),
            "expected": one.get("ctx", {}).get("expected", ""),
        }
        if one["type"] in _MESSAGES:
            message, remedy = (text.format(**words) for text in _MESSAGES[one["type"]])
        else:  # a model's own words, which may have braces in them
            message, remedy = f"“{last}”有误：{one['msg']}", "按包指南修改"
        yield PackFault(file, marks.line(path), message, remedy)
