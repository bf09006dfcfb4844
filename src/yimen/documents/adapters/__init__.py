"""材料与证照的外部系统: laying out, sealing, signing, checking and scanning of files."""

import logging

# pyHanko logs a traceback for every stranger's signature it cannot trust, and a warning for every
# seal made without a network. Both are told in our own reports; neither is a fault of the server.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
