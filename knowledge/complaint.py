"""What is wrong with a file of the knowledge base, said so that its writer finds the line."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """One thing to put right. `line` counts from 1; a warning is advice, an error stops the knowledge check."""

    path: Path
    line: int
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        warning = "warning: " if self.severity == "warning" else ""
        return f"{self.path}:{self.line}: {warning}{self.message}"


class KnowledgeError(Exception):
    """The knowledge base cannot be used as it is; `complaints` names everything that is wrong with it."""

    def __init__(self, complaints: Iterable[Complaint]) -> None:
        self.complaints = sorted(complaints)
        super().__init__("\n".join(str(complaint) for complaint in self.complaints))
