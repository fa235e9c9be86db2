"""Resources by type and id: what a pointer reaches, by the documented rule. Built once; every look-up is by key."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from ..model.ids import ResourceType
from ..model.resources import Resource
from .versions import newest_first, select


class Index:
    """Resources by type and id, versions newest first. Of several files with the same type, id and version the first by path counts."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        by_id: dict[tuple[ResourceType, str], dict[str, Resource]] = {}
        self.duplicates: list[tuple[Resource, Resource]] = []
        for resource in resources:
            known = by_id.setdefault((resource.type, resource.id), {})
            first = known.setdefault(resource.version, resource)
            if first is not resource:
                self.duplicates.append((first, resource))
        self._versions = {
            key: {version: found[version] for version in newest_first(found)} if len(found) > 1 else found for key, found in by_id.items()
        }
        self._by_type: dict[ResourceType, list[Resource]] = {}
        for (type, _), found in self._versions.items():
            self._by_type.setdefault(type, []).extend(found.values())

    def versions(self, type: ResourceType, id: str) -> tuple[Resource, ...]:
        return tuple(self._versions.get((type, id), {}).values())

    def newest(self, type: ResourceType, id: str) -> Resource | None:
        found = self._versions.get((type, id))
        return None if found is None else next(iter(found.values()))

    def every(self, type: ResourceType) -> Sequence[Resource]:
        return self._by_type.get(type, ())

    def find(self, types: Sequence[ResourceType], id: str, version: str | None = None) -> Resource | None:
        """The resource that a pointer with this id and version reaches: types in the given order, the documented version rule.

        An id that no resource of the types has is tried as a display name (`named`), as untidy catalogs have them.
        """
        known = False
        for type in types:
            found = self._versions.get((type, id))
            if found is None:
                continue
            known = True
            if version is None:
                return next(iter(found.values()))
            selected = version if version in found else select(list(found), version)
            if selected is not None:
                return found[selected]
        if known:
            return None
        right = self.named(types, id)
        return None if right is None else self.find(types, right, version)

    def knows(self, types: Sequence[ResourceType], id: str) -> bool:
        return any((type, id) in self._versions for type in types) or self.named(types, id) is not None

    def named(self, types: Sequence[ResourceType], name: str) -> str | None:
        """The id of the one resource of these types with this display name; None when there is none, when several have it, or when it is an id."""
        if any((type, name) in self._versions for type in types):
            return None
        ids = {id for type in types for id in self._names.get((type, name), ())}
        return next(iter(ids)) if len(ids) == 1 else None

    @cached_property
    def _names(self) -> Mapping[tuple[ResourceType, str], frozenset[str]]:
        """Ids by type and display name, of the newest versions; made when the first pointer has no id."""
        found: dict[tuple[ResourceType, str], set[str]] = {}
        for (type, id), versions in self._versions.items():
            found.setdefault((type, next(iter(versions.values())).name), set()).add(id)
        return {key: frozenset(ids) for key, ids in found.items()}
