import logging

from psycopg2 import OperationalError

_logger = logging.getLogger(__name__)


def act_isolated(records, act, mark_failed=None):
    """Do ``act`` for all records at once; when that fails, for each one alone, so that a failure stops no other record.

    :param act: function of records
    :param mark_failed: function of a record and its error; it must take the record out of the batches to come. Without,
        the caller leaves what failed out of what remains, and the next night tries it again
    :return: the records that failed
    """
    try:
        with records.env.cr.savepoint():
            act(records)
        return records.browse()
    except OperationalError:
        raise  # a conflict with another transaction: the scheduler tries again
    except Exception as error:  # noqa: BLE001 - whatever it is, it is logged for each record that it concerns
        _logger.info("%s records of %s fail together, trying each alone: %s", len(records), records._name, error)
    failed = records.browse()
    for record in records:
        try:
            with record.env.cr.savepoint():
                act(record)
        except OperationalError:
            raise
        except Exception as error:
            _logger.exception("%s failed", record)
            failed += record
            if mark_failed:
                mark_failed(record, error)
    return failed
