from django.urls import path

from transcripts.views import action_items, audio, downloads, home, meetings, recordings, rooms, summaries, transcripts

urlpatterns = [
    path("", home.home, name="home"),
    path("transcripts/", transcripts.transcripts, name="transcripts"),
    path("transcripts/<uuid:pk>/", transcripts.transcript, name="transcript"),
    path("transcripts/<uuid:pk>/audio", audio.audio, name="transcript-audio"),
    path("transcripts/<uuid:pk>/words", transcripts.words, name="transcript-words"),
    path("transcripts/<uuid:pk>/download/<slug:form>", downloads.download, name="transcript-download"),
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
    path("recordings/<str:pk>/", recordings.recording, name="recording"),
    path("recordings/<str:pk>/link", recordings.link_recording, name="recording-link"),
]
