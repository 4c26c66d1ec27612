"""Notices that tell the user what a button has done."""


# More lines do not fit into a notice.
MOST_LINES = 5


def show_notice(message, kind="success"):
    """:return: action that closes the dialog, if any, reloads the page behind it and shows the message"""
    return {
        "type": "ir.actions.client", "tag": "display_notification",
        "params": {"message": message, "type": kind, "next": {"type": "ir.actions.act_window_close"}},
    }
