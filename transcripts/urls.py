from django.urls import path

from transcripts.views import audio, correcting, downloads, home, meetings, recordings, rooms, transcripts

urlpatterns = [
    path("", home.home, name="home"),
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
    path("transcripts/<uuid:pk>/retry", transcripts.retry, name="transcript-retry"),
    path("transcripts/<uuid:pk>/cancel", transcripts.cancel, name="transcript-cancel"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/<uuid:pk>/", meetings.meeting, name="meeting"),
    path("rooms/", rooms.rooms, name="rooms"),
    path("rooms/<uuid:pk>/", rooms.room, name="room"),
    path("recordings/", recordings.recordings, name="recordings"),
    path("recordings/<str:pk>/", recordings.recording, name="recording"),
    path("recordings/<str:pk>/link", recordings.link_recording, name="recording-link"),
]
