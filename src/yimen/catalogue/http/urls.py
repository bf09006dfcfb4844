"""目录网址"""

from django.urls import path

from yimen.catalogue.http import desk_search, open_data, public_pages

app_name = "catalogue"
urlpatterns = [
    path("lists/", public_pages.lists, name="lists"),
    path("lists/<str:code>", public_pages.one_list, name="list"),
    path("powers/", public_pages.powers, name="powers"),
    path("catalogue/unverified", public_pages.unverified, name="unverified"),
    path("open-data/", open_data.overview, name="open-data"),
    path("open-data/catalogue.jsonld", open_data.linked_data, name="linked-data"),
    path("open-data/<slug:name>.csv", open_data.table, name="table"),
    path("desk/search/", desk_search.words, name="search-words"),
    path("desk/search/<uuid:synonym>/withdrawal", desk_search.withdraw, name="search-withdraw"),
    path("desk/search/misses/<uuid:miss>/settling", desk_search.settle, name="search-settle"),
]
