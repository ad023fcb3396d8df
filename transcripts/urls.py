from django.urls import path

from reflector_site import paths  # noqa: F401 - its converters
from transcripts.views import (
    action_items,
    audio,
    correcting,
    downloads,
    home,
    meetings,
    recordings,
    rooms,
    search,
    summaries,
    transcripts,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("transcripts/", transcripts.transcripts, name="transcripts"),
    path("transcripts/<uuid:pk>/", transcripts.transcript, name="transcript"),
    path("transcripts/<uuid:pk>/audio", audio.audio, name="transcript-audio"),
    path("transcripts/<uuid:pk>/words", transcripts.words, name="transcript-words"),
    path("transcripts/<uuid:pk>/download/<slug:form>", downloads.download, name="transcript-download"),
    path("transcripts/<uuid:pk>/edit/", correcting.edit, name="transcript-edit"),
    path("transcripts/<uuid:pk>/edit/topics/<int:position>/", correcting.edit_topic, name="transcript-edit-topic"),
    path("transcripts/<uuid:pk>/edit/speakers/<int:speaker>/", correcting.edit_speaker, name="transcript-edit-speaker"),
    path(
        "transcripts/<uuid:pk>/edit/segments/<int:position>/", correcting.edit_segment, name="transcript-edit-segment"
    ),
    path("transcripts/<uuid:pk>/edit/<slug:field>/", correcting.edit_field, name="transcript-edit-field"),
    path("transcripts/<uuid:pk>/history/", correcting.history, name="transcript-history"),
    path("transcripts/<uuid:pk>/history/<int:number>/undo", correcting.undo_correction, name="transcript-undo"),
    path("transcripts/<uuid:pk>/mend", transcripts.mend, name="transcript-mend"),
    path("transcripts/<uuid:pk>/retry", transcripts.retry, name="transcript-retry"),
    path("transcripts/<uuid:pk>/cancel", transcripts.cancel, name="transcript-cancel"),
    path("transcripts/<uuid:pk>/summaries/", summaries.summaries, name="transcript-summaries"),
    path("transcripts/<uuid:pk>/summaries/make", summaries.make, name="transcript-summary-make"),
    path("transcripts/<uuid:pk>/summaries/<int:telling_pk>/use", summaries.use, name="transcript-summary-use"),
    path("transcripts/<uuid:pk>/action-items/add", action_items.add, name="action-item-add"),
    path("action-items/", action_items.action_items, name="action-items"),
    path("action-items/<int:pk>/", action_items.edit, name="action-item"),
    path("action-items/<int:pk>/tick", action_items.tick, name="action-item-tick"),
    path("action-items/<int:pk>/remove", action_items.remove, name="action-item-remove"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/<uuid:pk>/", meetings.meeting, name="meeting"),
    path("rooms/", rooms.rooms, name="rooms"),
    path("rooms/<uuid:pk>/", rooms.room, name="room"),
    path("recordings/", recordings.recordings, name="recordings"),
    path("recordings/<key:pk>/", recordings.recording, name="recording"),
    path("recordings/<key:pk>/transcribe", recordings.transcribe_one_file, name="recording-transcribe"),
    path("recordings/<key:pk>/link", recordings.link_recording, name="recording-link"),
]
