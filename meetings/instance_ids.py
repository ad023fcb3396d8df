"""The instanceId we send when a recording is started: the same for a meeting whoever starts it and however often.

Cloud and raw-tracks recordings of one room run side by side only under different ids, so each has its own. Daily lets
an id be used again after a stop and gives every recording a new recording id.
"""

from uuid import UUID, uuid5

# Never to be changed: ids of running and past recordings are derived from it.
RAW_TRACKS_NAMESPACE = UUID("8f0d2b6e-5c1a-4d7b-9e43-6a2f71c0b8d5")


def cloud_instance_id(meeting_id: UUID) -> UUID:
    """The id of a meeting's cloud recordings: the meeting's own."""
    return meeting_id


def raw_tracks_instance_id(meeting_id: UUID) -> UUID:
    """The id of a meeting's raw-tracks recordings: UUIDv5 of the meeting's id in its lower-case, hyphenated form."""
    return uuid5(RAW_TRACKS_NAMESPACE, str(meeting_id))
