import logging

_logger = logging.getLogger(__name__)


def act_beside(env, act, postpone=None):
    """Do our work beside that of another user, such as the reconciliation of a bookkeeper, which must not fail because of us.

    Whatever fails is undone and logged, conflicts with other transactions too.

    :param act: function without parameters
    :param postpone: function of the error, which leaves the work to a scheduled action
    :return: whether ``act`` was done
    """
    error = _try_to(env, act)
    if error is None:
        return True
    _logger.warning("%s failed and is left to a scheduled action", act, exc_info=error)
    failure = _try_to(env, lambda: postpone(error)) if postpone else None
    if failure:
        _logger.warning("%s could not be left to a scheduled action", act, exc_info=failure)
    return False


def _try_to(env, act):
    """:return: the error, or None when ``act`` was done"""
    try:
        with env.cr.savepoint():
            act()
    except Exception as error:  # noqa: BLE001 - said above
        return error
    return None
