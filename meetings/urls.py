from django.urls import path

from meetings import views

urlpatterns = [
    path("rooms/<uuid:pk>/open", views.open_in_room, name="room-open"),
    path("meetings/<uuid:pk>/record", views.start, name="meeting-record"),
    path("meetings/<uuid:pk>/stop", views.stop, name="meeting-stop"),
]
