"""Value types for the ids that cross features; numbers made by the database, safe for JavaScript."""

from typing import NewType

PersonId = NewType("PersonId", int)
OfficerId = NewType("OfficerId", int)
SessionId = NewType("SessionId", int)
VenueId = NewType("VenueId", int)
DoorId = NewType("DoorId", int)
SystemId = NewType("SystemId", int)
DeviceId = NewType("DeviceId", int)
DivisionCode = NewType("DivisionCode", str)
"""GB/T 2260 code: 6 digits down to the county, 9 for a street or township; `000000` is the whole country."""
