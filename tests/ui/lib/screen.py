"""The windows of swa-tray as a screen reader finds them, and their buttons pressed as it presses them.

    screen.py windows          every window of swa-tray, as JSON
    screen.py shown            every password that can be read on the screen, as JSON
    screen.py press BUTTON     press the button with this name
    screen.py focus FIELD      give the field with this name the keyboard
    screen.py controls         everything in them that can be worked with, as JSON
    screen.py toggle BOX       change the check box with this name
    screen.py set FIELD N      set the number in the field with this name
    screen.py choose BOX N     choose the Nth of a box's choices, from 0
"""

import json
import sys

import pyatspi

NAME = "org.swa_agent.Tray"


def windows():
    for application in pyatspi.Registry.getDesktop(0):
        if application is not None and application.name in (NAME, "swa-agent", "swa-tray"):
            yield from application


def inside(node):
    yield node
    for child in node:
        if child is not None and child.getState().contains(pyatspi.STATE_VISIBLE):
            yield from inside(child)


def described_by(node):
    for relation in node.getRelationSet():
        if relation.getRelationType() == pyatspi.RELATION_DESCRIBED_BY:
            return relation.getTarget(relation.getNTargets() - 1).name
    return None


def called(node):
    """The name of a field, its own or its label's."""
    for relation in node.getRelationSet():
        if not node.name and relation.getRelationType() == pyatspi.RELATION_LABELLED_BY:
            return relation.getTarget(0).name
    return node.name


FIELDS = (pyatspi.ROLE_TEXT, pyatspi.ROLE_PASSWORD_TEXT, pyatspi.ROLE_ENTRY)


def field(node):
    text = node.queryText()
    state = node.getState()
    return {
        "name": called(node),
        "secret": node.getRole() == pyatspi.ROLE_PASSWORD_TEXT,
        "text": text.getText(0, -1),
        "enabled": state.contains(pyatspi.STATE_SENSITIVE),
        "focused": state.contains(pyatspi.STATE_FOCUSED),
    }


def middle(node):
    box = node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
    return [box.x + box.width // 2, box.y + box.height // 2]


def describe(window):
    nodes = list(inside(window))
    return {
        "title": window.name,
        "role": window.getRoleName(),
        "width": window.queryComponent().getExtents(pyatspi.WINDOW_COORDS).width,
        "texts": [node.name for node in nodes if node.getRole() == pyatspi.ROLE_LABEL],
        "buttons": [
            {
                "name": node.name,
                "focused": node.getState().contains(pyatspi.STATE_FOCUSED),
                "enabled": node.getState().contains(pyatspi.STATE_SENSITIVE),
                "describedBy": described_by(node),
                "at": middle(node),
            }
            for node in nodes
            if node.getRole() == pyatspi.ROLE_PUSH_BUTTON
        ],
        "fields": [field(node) for node in nodes if node.getRole() in FIELDS],
        # How many characters are shown of each secret; the text goes over the bus only when it is asked for.
        "shown": [node.queryText().characterCount for node in nodes if node.getRole() == pyatspi.ROLE_STATIC],
        "progress": [node.name for node in nodes if node.getRole() == pyatspi.ROLE_PROGRESS_BAR],
    }


def shown():
    return [
        {"name": called(node), "text": node.queryText().getText(0, -1)}
        for window in windows()
        for node in inside(window)
        if node.getRole() == pyatspi.ROLE_STATIC
    ]


def label_of(node):
    """What a screen reader calls it; a box of choices is named after its label, not after its choice."""
    if node.getRole() == pyatspi.ROLE_COMBO_BOX:
        for relation in node.getRelationSet():
            if relation.getRelationType() == pyatspi.RELATION_LABELLED_BY:
                return relation.getTarget(0).name
        return ""
    return called(node)


CONTROLS = FIELDS + (
    pyatspi.ROLE_PUSH_BUTTON,
    pyatspi.ROLE_CHECK_BOX,
    pyatspi.ROLE_COMBO_BOX,
    pyatspi.ROLE_SPIN_BUTTON,
    pyatspi.ROLE_TOGGLE_BUTTON,
    pyatspi.ROLE_LINK,
)


def controls():
    return [
        {
            "window": window.name,
            "role": node.getRoleName(),
            "name": label_of(node),
            "enabled": node.getState().contains(pyatspi.STATE_SENSITIVE),
            "focusable": node.getState().contains(pyatspi.STATE_FOCUSABLE),
            "checked": node.getState().contains(pyatspi.STATE_CHECKED),
            "value": node.queryValue().currentValue if node.getRole() == pyatspi.ROLE_SPIN_BUTTON else None,
            "describedBy": described_by(node),
        }
        for window in windows()
        for node in inside(window)
        if node.getRole() in CONTROLS
    ]


def find(name, role):
    for window in windows():
        for node in inside(window):
            if node.getRole() == role and label_of(node) == name:
                return node
    sys.exit(f"there is no {name!r}")


def press(name):
    for window in windows():
        for node in inside(window):
            if node.getRole() == pyatspi.ROLE_PUSH_BUTTON and node.name == name:
                node.queryAction().doAction(0)
                return 0
    print(f"there is no button {name!r}", file=sys.stderr)
    return 1


def focus(name):
    for window in windows():
        for node in inside(window):
            if node.getRole() in FIELDS + (pyatspi.ROLE_PUSH_BUTTON,) and called(node) == name:
                node.queryComponent().grabFocus()
                return 0
    print(f"there is no field {name!r}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    if sys.argv[1] == "press":
        sys.exit(press(sys.argv[2]))
    if sys.argv[1] == "focus":
        sys.exit(focus(sys.argv[2]))
    if sys.argv[1] == "toggle":
        find(sys.argv[2], pyatspi.ROLE_CHECK_BOX).queryAction().doAction(0)
    elif sys.argv[1] == "set":
        find(sys.argv[2], pyatspi.ROLE_SPIN_BUTTON).queryValue().currentValue = float(sys.argv[3])
    elif sys.argv[1] == "choose":
        find(sys.argv[2], pyatspi.ROLE_COMBO_BOX).querySelection().selectChild(int(sys.argv[3]))
    elif sys.argv[1] == "controls":
        print(json.dumps(controls()))
    elif sys.argv[1] == "shown":
        print(json.dumps(shown()))
    else:
        print(json.dumps([describe(window) for window in windows()]))
