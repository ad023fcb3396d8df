from django.urls import path

from rooms import views

urlpatterns = [
    path("rooms/new/", views.new_room, name="room-new"),
    path("rooms/<uuid:pk>/edit/", views.edit_room, name="room-edit"),
]
