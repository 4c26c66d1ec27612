"""A loaded module with a fault in it: what was imported from it elsewhere has the fault, too.

Meant for a process that ends afterwards; nothing is put back. Files are only read.
"""
import functools
import importlib
import inspect
import sys
from pathlib import PurePath

from .mutations import mutate


def module_of(path):
    """Return the module of a path in the repository, as Odoo names it."""
    return importlib.import_module(".".join(("odoo", "addons", *PurePath(path).with_suffix("").parts)))


def apply(mutation):
    """Put ``mutation`` into its module, which is loaded already."""
    module = module_of(mutation.path)
    put(module, mutate(inspect.getsource(module), mutation))


def put(module, tree):
    """Have a loaded module, and all that have names of it, behave as the module ``tree``."""
    changed = {"__name__": module.__name__, "__package__": module.__package__, "__file__": module.__file__}
    exec(compile(tree, module.__file__, "exec"), changed)  # noqa: S102 - the module's own source
    addon = module.__name__.partition(".tools.")[0]
    beside = f"{addon.rpartition('.')[0] or addon}."  # other add-ons import from it, too
    holders = [other for name, other in list(sys.modules.items()) if name.startswith(beside) and other is not module]
    for name, new in changed.items():
        old = getattr(module, name, None)
        if name.startswith("__") or old is new or _is_from_elsewhere(new, module):
            continue
        if inspect.isclass(new):
            _replace_class(old, new)
        elif not _replace_function(old, new):
            setattr(module, name, new)
            for holder in holders:
                if vars(holder).get(name) is old:
                    setattr(holder, name, new)


def _is_from_elsewhere(value, module):
    """Whether it was imported; an object that the module makes is its own, whatever class it is of."""
    if inspect.isclass(value) or inspect.isroutine(value):
        return value.__module__ not in (module.__name__, "builtins")
    return inspect.ismodule(value)


def _replace_function(old, new):
    """Have function ``old`` run the code of ``new``; return whether it is one."""
    old, new = _unwrap(old), _unwrap(new)
    if not inspect.isfunction(old) or not inspect.isfunction(new) or old.__name__ == "<lambda>":
        return False
    old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__
    return True


def _unwrap(value):
    if isinstance(value, functools.cached_property):
        return value.func
    if isinstance(value, property):
        return value.fget
    if isinstance(value, classmethod | staticmethod):
        return value.__func__
    return inspect.unwrap(value) if callable(value) else value


def _replace_class(old, new):
    for name, value in vars(new).items():
        was = vars(old).get(name)
        if was is None or name in ("__dict__", "__weakref__", "__module__", "__doc__"):
            continue
        if not _replace_function(was, value) and not name.startswith("__") and not inspect.isdatadescriptor(value):
            setattr(old, name, value)


def codes(path):
    """Return the code objects of the functions of a module, also of those inside others."""
    module = module_of(path)
    found, fresh = set(), [_unwrap(value) for value in vars(module).values()]
    fresh += [_unwrap(value) for owner in vars(module).values()
              if inspect.isclass(owner) and owner.__module__ == module.__name__ for value in vars(owner).values()]
    fresh = [value.__code__ for value in fresh if inspect.isfunction(value) and value.__code__.co_filename == module.__file__]
    while fresh:
        code = fresh.pop()
        found.add(code)
        fresh += [part for part in code.co_consts if inspect.iscode(part)]
    return found
