"""办件网址"""

from django.urls import path

from yimen.cases.http import applicant, drafts, officer

app_name = "cases"
urlpatterns = [
    path("bundles/<slug:bundle>/start", drafts.start, name="start"),
    path("drafts/<uuid:draft>", drafts.tasks, name="draft"),
    path("drafts/<uuid:draft>/scenario", drafts.scenario, name="scenario"),
    path("drafts/<uuid:draft>/sections/<slug:section>", drafts.section, name="section"),
    path("drafts/<uuid:draft>/papers", drafts.papers, name="papers"),
    path("drafts/<uuid:draft>/papers/<uuid:paper>/removal", drafts.remove, name="remove-paper"),
    path("drafts/<uuid:draft>/check", drafts.check, name="check"),
    path("drafts/<uuid:draft>/submission", drafts.submission, name="submission"),
    path("drafts/<uuid:draft>/discard", drafts.discard, name="discard"),
    path("cases", applicant.mine, name="mine"),
    path("cases/<uuid:case>", applicant.progress, name="progress"),
    path("cases/<uuid:case>/receipt", applicant.receipt, name="receipt"),
    path("receipts", applicant.find, name="find"),
    path("papers/<uuid:paper>", applicant.paper, name="paper"),
    path("certificates/<uuid:certificate>", applicant.certificate, name="certificate"),
    path("desk", officer.inbox, name="desk"),
    path("desk/done", officer.done, name="desk-done"),
    path("desk/tasks/<uuid:task>", officer.task, name="task"),
]
