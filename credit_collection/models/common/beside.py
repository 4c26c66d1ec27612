import logging

from psycopg2 import InterfaceError, OperationalError

_logger = logging.getLogger(__name__)


def try_to(env, act, *, survive_conflicts=False):
    """Do ``act``, and undo it when it fails, so that the transaction goes on: the one place where a failure stops nothing else.

    :param act: function without parameters
    :param survive_conflicts: whether a conflict with another transaction is such a failure too. It is raised otherwise, for
        Odoo to do the whole transaction again
    :return: the error, or None when ``act`` was done
    :raise psycopg2.InterfaceError: the connection is lost, and with it the transaction: nothing can go on
    """
    try:
        with env.cr.savepoint():
            act()
    except Exception as error:  # noqa: BLE001 - the caller logs it or shows it where it concerns somebody
        if isinstance(error, InterfaceError) or isinstance(error, OperationalError) and not survive_conflicts:
            raise
        return error
    return None


def act_beside(env, act, postpone=None):
    """Do our work beside that of another user, such as the reconciliation of a bookkeeper, which must not fail because of us.

    Whatever fails is undone and logged, conflicts with other transactions too.

    :param act: function without parameters
    :param postpone: function of the error, which leaves the work to a scheduled action
    :return: whether ``act`` was done
    """
    error = try_to(env, act, survive_conflicts=True)
    if error is None:
        return True
    _logger.warning("%s failed and is left to a scheduled action", act, exc_info=error)
    failure = try_to(env, lambda: postpone(error), survive_conflicts=True) if postpone else None
    if failure:
        _logger.warning("%s could not be left to a scheduled action", act, exc_info=failure)
    return False

