"""People's routes."""

from django.urls import path

from calls.people import account_views, room_views, views

app_name = "people"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/second/", views.second, name="second"),
    path("sign-in/authenticator/", views.enrol, name="enrol"),
    path("sign-in/code/", views.redeem, name="redeem"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("language/", views.language, name="language"),
    path("account/", account_views.account, name="account"),
    path("account/password/", account_views.change_password, name="change_password"),
    path("account/authenticator/", account_views.authenticator, name="authenticator"),
    path("session/lock/", account_views.lock_screen, name="lock"),
    path("session/unlock/", account_views.unlock_screen, name="unlock_screen"),
    path("session/seen/", account_views.seen, name="seen"),
    path("people/", room_views.people, name="room_people"),
    path("people/<uuid:user_id>/unlock/", room_views.unlock, name="unlock"),
    path("people/<uuid:user_id>/code/", room_views.recover, name="recover"),
]
