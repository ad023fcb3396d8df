from django.urls import path

from transcripts.views import audio, downloads, home, meetings, recordings, rooms, transcripts

urlpatterns = [
    path("", home.home, name="home"),
    path("transcripts/", transcripts.transcripts, name="transcripts"),
    path("transcripts/<uuid:pk>/", transcripts.transcript, name="transcript"),
    path("transcripts/<uuid:pk>/audio", audio.audio, name="transcript-audio"),
    path("transcripts/<uuid:pk>/words", transcripts.words, name="transcript-words"),
    path("transcripts/<uuid:pk>/download/<slug:form>", downloads.download, name="transcript-download"),
    path("transcripts/<uuid:pk>/mend", transcripts.mend, name="transcript-mend"),
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
