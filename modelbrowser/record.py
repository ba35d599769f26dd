"""Records: frozen dataclasses that share their methods, which keeps startup fast.

`dataclass(frozen=True, slots=True)` compiles seven methods per class, which takes 1 ms, and the
first paint needs about forty classes.
"""

from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import Any, ClassVar, Never, dataclass_transform


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Record:
    """The base class of all records: immutable, with fields declared as in a dataclass.

    `field`, `fields` and `replace` of `dataclasses` work with them, and so does `match`.

    Args:
        kw_only: In the class statement: whether fields can only be passed by keyword.
    """

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    __match_args__: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls, *, kw_only: bool = False) -> None:
        super().__init_subclass__()
        dataclass(init=False, repr=False, eq=False, kw_only=kw_only)(cls)

    def __init__(self, *args: object, **kwargs: object) -> None:
        given = dict(zip(self.__match_args__, args, strict=False))
        if len(given) < len(args) or given.keys() & kwargs.keys():
            raise TypeError(f"too many arguments for {type(self).__name__}")
        given |= kwargs
        # Not `fields`, which takes as long as the rest: a lookup makes ten records.
        for name, each in self.__dataclass_fields__.items():
            value = given.pop(name, each.default)
            if value is MISSING:
                if each.default_factory is MISSING:
                    raise TypeError(f"{type(self).__name__} needs {name}")
                value = each.default_factory()
            object.__setattr__(self, name, value)
        if given:
            raise TypeError(f"{type(self).__name__} has no {', '.join(given)}")
        if check := getattr(self, "__post_init__", None):
            check()

    def __setattr__(self, name: str, value: Never) -> None:
        raise FrozenInstanceError(f"cannot assign to {name}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete {name}")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        shown = ((each.name, getattr(self, each.name)) for each in fields(self) if each.repr)
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in shown)})"

    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, each.name) for each in fields(self) if each.compare)
