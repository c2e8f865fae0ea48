"""What stopped the set-up, in sentences that say what to do."""

CAUSES = {
    "DO NOT MATCH THE HASHES": "A downloaded package is not the one that the lock file names. Do not use it; "
    "run the same command again, and if it stays so, tell the maintainers.",
    "EINTEGRITY": "A downloaded npm package is not the one that package-lock.json names. Do not use it; "
    "run the same command again, and if it stays so, tell the maintainers.",
    "No space left": "The disk is full. Make room and run the same command again.",
    "Permission denied": "A file can not be written. Run the command as the owner of this folder.",
    "Connection": "The package index could not be reached. Check the network, then try again.",
    "ENOTFOUND": "The npm registry could not be reached. Check the network, then try again.",
    "EAI_AGAIN": "The npm registry could not be reached. Check the network, then try again.",
    "No matching distribution": "A package was not found for this machine. Check that the network and the "
    "package index can be reached, then run the same command again.",
}
UNKNOWN = "The set-up did not finish. The lines above say why; run the same command again afterwards."
SHOWN_LINES = 15


class Failure(Exception):
    """The set-up can not go on; the text goes to the person at the terminal."""


def explain(output: str) -> str:
    """The end of a tool's output, then one sentence about its likely cause."""
    shown = "\n".join(output.strip().splitlines()[-SHOWN_LINES:])
    sentence = next((text for mark, text in CAUSES.items() if mark in output), UNKNOWN)
    return f"{shown}\n\n{sentence}"
