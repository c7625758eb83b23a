"""Administration's routes, all of them below /administration/."""

from django.urls import path

from cae.administration.pages import bodies, centres, changes, health, lists, machines, people

app_name = "administration"
urlpatterns = [
    path("", people.people, name="people"),
    path("people/create/", people.create, name="create_person"),
    path("people/<uuid:person_id>/", people.person, name="person"),
    path("people/<uuid:person_id>/change/", people.change, name="change_person"),
    path("people/<uuid:person_id>/disable/", people.disable, name="disable_person"),
    path("people/<uuid:person_id>/enable/", people.enable, name="enable_person"),
    path("people/<uuid:person_id>/end-sessions/", people.end_sessions, name="end_sessions"),
    path("people/<uuid:person_id>/unlock/", people.unlock, name="unlock_person"),
    path("people/<uuid:person_id>/reset-factor/", people.reset_factor, name="reset_factor"),
    path("people/<uuid:person_id>/code/", people.give_code, name="give_code"),
    path("people/<uuid:person_id>/shifts/plan/", people.plan_shift, name="plan_shift"),
    path(
        "people/<uuid:person_id>/shifts/<uuid:shift_id>/cancel/",
        people.cancel_shift,
        name="cancel_shift",
    ),
    path("centres/", centres.centres, name="centres"),
    path("centres/create/", centres.create, name="create_centre"),
    path("centres/<uuid:centre_id>/", centres.centre, name="centre"),
    path("centres/<uuid:centre_id>/change/", centres.change, name="change_centre"),
    path("centres/<uuid:centre_id>/retire/", centres.retire, name="retire_centre"),
    path("centres/<uuid:centre_id>/restore/", centres.restore, name="restore_centre"),
    path("centres/<uuid:centre_id>/ground/", centres.add_ground, name="add_ground"),
    path("centres/<uuid:centre_id>/ground/remove/", centres.remove_ground, name="remove_ground"),
    path("desks/", centres.all_desks, name="desks"),
    path("desks/create/", centres.create_desk, name="create_desk"),
    path("desks/<uuid:desk_id>/retire/", centres.retire_desk, name="retire_desk"),
    path("desks/<uuid:desk_id>/restore/", centres.restore_desk, name="restore_desk"),
    path("bodies/", bodies.bodies, name="bodies"),
    path("bodies/create/", bodies.create, name="create_body"),
    path("bodies/<uuid:body_id>/", bodies.body, name="body"),
    path("bodies/<uuid:body_id>/rename/", bodies.rename, name="rename_body"),
    path("bodies/<uuid:body_id>/mandate/", bodies.give_mandate, name="give_mandate"),
    path(
        "bodies/<uuid:body_id>/mandates/<uuid:mandate_id>/extend/",
        bodies.extend_mandate,
        name="extend_mandate",
    ),
    path(
        "bodies/<uuid:body_id>/mandates/<uuid:mandate_id>/end/",
        bodies.end_mandate,
        name="end_mandate",
    ),
    path("machines/", machines.machines, name="machines"),
    path("machines/issue/", machines.issue, name="issue_token"),
    path("machines/<uuid:token_id>/rotate/", machines.rotate, name="rotate_token"),
    path("machines/<uuid:token_id>/change/", machines.change, name="change_token"),
    path("machines/<uuid:token_id>/revoke/", machines.revoke, name="revoke_token"),
    path("lists/", lists.lists, name="lists"),
    path("lists/agencies/<slug:code>/", lists.rename_agency, name="rename_agency"),
    path("changes/", changes.changes, name="changes"),
    path("health/", health.page, name="health"),
    path("health/figures/", health.figures, name="health_figures"),
]
