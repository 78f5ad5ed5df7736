"""Invented files under the headings that councils and others really publish, and what is in them.

The first twelve have those of the open data of one borough, the others those of bodies of the
whole country. Bodies, streets and coordinates are invented, in the sea off Lincolnshire. Each row
says its kind, and where it is where the file does.
"""

from __future__ import annotations

import json
from typing import NamedTuple

__all__ = ["BOUNDARIES", "FILES", "OpenFile"]


class OpenFile(NamedTuple):
    """A file as it would be published, its rows, their kinds, and where they are."""

    text: str
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    points: tuple[tuple[float, float] | None, ...] = ()
    """Longitude and latitude of each row; none where the file gives none."""


A, B, C, D = (0.612, 53.412), (0.625, 53.418), (0.641, 53.421), (0.652, 53.409)


def _at(*points: tuple[float, float], order: str = "lon,lat") -> list[str]:
    return [f"{x},{y}" if order == "lon,lat" else f"{y},{x}" for x, y in points]


_a, _b, _c, _d = _at(A, B, C, D)
_A, _B, _C, _D = _at(A, B, C, D, order="lat,lon")

FILES: dict[str, OpenFile] = {
    "sallow_libraries.csv": OpenFile(
        "name,address,postcode,type,lon,lat\n"
        f'Quayside Library,"2 Pott Lane, Sallowby",PE38 1AH,Local authority run library,{_a}\n'
        f'Westmarsh Library,"Green Lane, Westmarsh",PE38 4QN,Local authority run library,{_b}\n'
        f"Hale Shelf,Bank Road,PE38 9NR,Community run library,{_c}\n",
        ("Quayside Library", "Westmarsh Library", "Hale Shelf"),
        ("institution",) * 3,
        (A, B, C),
    ),
    "defibrillators.csv": OpenFile(
        "Location,Address1,Postcode,Latitude,Longitude\n"
        f"Acre Fold Primary,Ferry Road,PE38 6NA,{_A}\n"
        f"Sallowby Bowling Club,Mill Lane,PE38 2BB,{_B}\n"
        f"Corner Shop,Front Street,PE38 3CC,{_C}\n",
        ("Acre Fold Primary", "Sallowby Bowling Club", "Corner Shop"),
        ("institution", "association", "exchange"),
        (A, B, C),
    ),
    "schools.csv": OpenFile(
        "urn,school_name,phase,sponsoring_trust,postcode,lon,lat\n"
        f"900101,St Botolph's Church of England Primary School,Primary,,PE38 1AA,{_a}\n"
        f"900102,Sallow Grammar School,Secondary,Bright Tides Trust,PE38 1AB,{_b}\n"
        f"900103,Marsh View,Special,Bright Tides Trust,PE38 1AC,{_c}\n",
        ("St Botolph's Church of England Primary School", "Sallow Grammar School", "Marsh View"),
        ("institution",) * 3,
        (A, B, C),
    ),
    "care_homes.csv": OpenFile(
        "location_id,site_name,provider_name,address,postcode,lon,lat\n"
        f"1-100200300,The Willows,Harbour Care Ltd,1 Dune Road,PE38 2AA,{_a}\n"
        f"1-100200301,Chapel House,Harbour Care Ltd,2 Dune Road,PE38 2AB,{_b}\n"
        f"1-100200302,Sandgate Court,Tideway Homes Ltd,3 Dune Road,PE38 2AC,{_d}\n",
        ("The Willows", "Chapel House", "Sandgate Court"),
        ("institution",) * 3,
        (A, B, D),
    ),
    "charities.csv": OpenFile(
        "charity_number,charity_name,activities,postcode,website,latest_income\n"
        "1900101,SALLOWBY METHODIST CHURCH,Worship and fellowship,PE38 3AA,,20500\n"
        "1900102,FRIENDS OF THE SALT PARK,Conservation; walks,PE38 3AB,www.saltpark.example,900\n"
        "1900103,THE TIDE COUNSELLING SERVICE,Counselling,PE38 3AC,,150000\n"
        "1900104,AGNES PERRIN RELIEF IN NEED,Grants to people in need,PE38 3AD,,1200\n",
        ("SALLOWBY METHODIST CHURCH", "FRIENDS OF THE SALT PARK", "THE TIDE COUNSELLING SERVICE",
         "AGNES PERRIN RELIEF IN NEED"),
        ("association",) * 4,
        (None,) * 4,
    ),
    "pharmacies.csv": OpenFile(
        "ods_code,pharmacy_name,address_1,address_2,postcode,telephone,lon,lat\n"
        f"FZ901,Quay Chemist,1 Quay Street,Sallowby,PE38 4AA,01900 100100,{_a}\n"
        f"FZ902,Boles,The Parade,Westmarsh,PE38 4AB,01900 100101,{_b}\n",
        ("Quay Chemist", "Boles"),
        ("institution",) * 2,
        (A, B),
    ),
    "community_hubs.csv": OpenFile(
        "community_hub,areas_covered,phone,opening_times,lon,lat\n"
        f"Harbour Hub,Quayside and Staithe,01900 200200,Mon-Fri 9-4,{_a}\n"
        f"Old Fire Station,Westmarsh,01900 200201,Tue 10-2,{_c}\n",
        ("Harbour Hub", "Old Fire Station"),
        ("space",) * 2,
        (A, C),
    ),
    "sports_facilities.csv": OpenFile(
        "site_id,site_name,facility_type,access,easting,northing\n"
        "7001,Sallowby Leisure Centre,Swimming pool,Pay and play,573700,394100\n"
        "7001,Sallowby Leisure Centre,Sports hall,Pay and play,573700,394100\n"
        "7002,Dune Golf Course,Golf,Members,574400,394700\n",
        ("Sallowby Leisure Centre", "Sallowby Leisure Centre", "Dune Golf Course"),
        ("space",) * 3,
    ),
    "listed_buildings.csv": OpenFile(
        "ListEntry,Name,Grade,ListDate,NGR,Easting,Northing\n"
        "1900001,SALT WAREHOUSE,II,1974-03-08,TF7370094100,573700,394100\n"
        "1900002,CHURCH OF ST BOTOLPH,I,1952-01-21,TF7440094700,574400,394700\n",
        ("SALT WAREHOUSE", "CHURCH OF ST BOTOLPH"),
        ("culture",) * 2,
    ),
    "greenspace.csv": OpenFile(
        "id,site_name,site_type,DISTNAME,lon,lat\n"
        f"g1,,Public Park Or Garden,Sallow,{_a}\n"
        f"g2,Salt Park,Public Park Or Garden,Sallow,{_b}\n"
        f"g3,,Play Space,Sallow,{_c}\n"
        f"g4,,Allotments Or Community Growing Spaces,Sallow,{_d}\n",
        ("Public Park Or Garden", "Salt Park", "Play Space",
         "Allotments Or Community Growing Spaces"),
        ("space",) * 4,
        (A, B, C, D),
    ),
    "mutual_aid_groups.csv": OpenFile(
        f"* name * link * lat * lon\n* Quayside Helpers * https://quay.example * {A[1]} * {A[0]}\n"
        f"* Westmarsh Neighbours, all streets * https://marsh.example * {B[1]} * {B[0]}\n",
        ("Quayside Helpers", "Westmarsh Neighbours, all streets"),
        ("association",) * 2,
        (A, B),
    ),
    "food_outlets.csv": OpenFile(
        "FHRSID,BusinessName,BusinessType,AddressLine1,PostCode,RatingValue,Lng,Lat\n"
        f"55501,Tide Cafe,Restaurant/Cafe/Canteen,1 Quay,PE38 5AA,5,{_a}\n"
        f"55502,J Perrin Bakers,Retailers - other,3 Quay,PE38 5AB,4,{_b}\n"
        f"55503,The Sallow Arms,Pub/bar/nightclub,5 Quay,PE38 5AC,5,{_c}\n",
        ("Tide Cafe", "J Perrin Bakers", "The Sallow Arms"),
        ("exchange",) * 3,
        (A, B, C),
    ),
    "public_conveniences.csv": OpenFile(
        "\ufeffUPRN,SITE_NAME,WARD_NAME,EASTING,NORTHING,BABY_CHANGE\n"
        "10001,QUAYSIDE CHURCH ROAD PUBLIC CONVENIENCES,QUAYSIDE,573700,394100,Y\n"
        "10002,WESTMARSH SCHOOL LANE PUBLIC CONVENIENCES,WESTMARSH,576400,394700,N\n",
        ("QUAYSIDE CHURCH ROAD PUBLIC CONVENIENCES", "WESTMARSH SCHOOL LANE PUBLIC CONVENIENCES"),
        ("space",) * 2,
    ),
    "publicextract.charity.txt": OpenFile(
        "date_of_extract\tregistered_charity_number\tcharity_name\tcharity_type\t"
        "charity_contact_postcode\tcharity_contact_web\n"
        "2026-04-01T00:00:00\t1900201\tSALLOWBY SCOUT GROUP\tOther\tPE38 3BA\t\n"
        "2026-04-01T00:00:00\t1900202\tTHE DUNE APPEAL\tCharitable company\tPE38 3BB\t\n"
        "2026-04-01T00:00:00\t1900203\tTIDE AID\tCharitable incorporated organisation\tPE38 3BC"
        "\twww.tide.example\n",
        ("SALLOWBY SCOUT GROUP", "THE DUNE APPEAL", "TIDE AID"),
        ("association",) * 3,
        (None,) * 3,
    ),
    "sallow_council_360giving_grants_2026.csv": OpenFile(
        "Identifier,Title,Amount Awarded,Recipient Org:Identifier,Recipient Org:Name,"
        "Recipient Org:Postal Code,Funding Org:Name\n"
        "360G-s-1,New roof,500,GB-CHC-1900301,Quayside Choir,PE38 7AA,Sallow Council\n"
        "360G-s-2,Core costs,900,GB-CHC-1900302,Dune Men in Sheds,PE38 7AB,Sallow Council\n"
        "360G-s-3,Core costs,700,GB-CHC-1900303,Make It So,PE38 7AC,Sallow Council\n",
        ("Quayside Choir", "Dune Men in Sheds", "Make It So"),
        ("association",) * 3,
        (None,) * 3,
    ),
    "amenities.geojson": OpenFile(
        json.dumps({"type": "FeatureCollection", "features": [
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": list(point)},
             "properties": {"@id": f"node/{at}", "name": name, **tags}}
            for at, (point, name, tags) in enumerate([
                (A, "The Anchor", {"amenity": "pub"}),
                (B, "Westmarsh", {"leisure": "recreation_ground"}),
                (C, "Hale Books", {"amenity": "library", "wheelchair": "yes"}),
                (D, "Hasty", {"shop": "convenience"}),
            ])
        ]}),
        ("The Anchor", "Westmarsh", "Hale Books", "Hasty"),
        ("exchange", "space", "institution", "exchange"),
        (A, B, C, D),
    ),
    "allotments.geojson": OpenFile(
        json.dumps({"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"SITE_CODE": code, "SITE_NAME": name},
             "geometry": {"type": "Polygon", "coordinates": [[
                 [x, y], [x + 0.001, y], [x + 0.001, y + 0.001], [x, y + 0.001], [x, y]]]}}
            for code, name, (x, y) in (("AL01", "Mill Lane", A), ("AL02", "Salt Road", B))
        ]}),
        ("Mill Lane", "Salt Road"),
        ("space",) * 2,
    ),
    "club_directory.csv": OpenFile(
        "Club,Sport,Venue name,Venue postcode,Contact\n"
        "Quayside Harriers,Athletics,Salt Park,PE38 8AA,Amara Example\n"
        "Dune Tigers,Netball,Mill Hall,PE38 8AB,Bilal Sample\n",
        ("Quayside Harriers", "Dune Tigers"),
        ("association",) * 2,
        (None,) * 2,
    ),
    "play_areas.csv": OpenFile(  # X and Y of a server of maps, in EPSG:3857
        "X,Y,OBJECTID,SITE,PLAY_TYPE\n"
        "68127.528365,7059573.373679,1,Quayside,LEAP\n"
        "71355.793598,7061254.390604,2,Westmarsh,NEAP\n",
        ("Quayside", "Westmarsh"),
        ("space",) * 2,
        (A, C),
    ),
    "friends_groups.csv": OpenFile(
        "Group Name,Grid Ref,Chair,Members\n"
        "Friends of Salt Park,TF 7370 9410,Amara Example,20\n"
        "Friends of the Dunes,TF76409470,Bilal Sample,12\n",
        ("Friends of Salt Park", "Friends of the Dunes"),
        ("association",) * 2,
    ),
    "parish_council_contacts.csv": OpenFile(
        "Parish,Clerk,Post code,Tel No\n"
        "Quayside Parish Council,Amara Example,PE38 9AA,01900 300300\n"
        "Westmarsh Town Council,Bilal Sample,PE38 9AB,01900 300301\n",
        ("Quayside Parish Council", "Westmarsh Town Council"),
        ("institution",) * 2,
        (None,) * 2,
    ),
    "edispensary.csv": OpenFile(  # as the NHS sends it: no row names the columns
        '"FZ911","QUAY PHARMACY","Y99","1 QUAY STREET","PE38 4BA","20010401"\n'
        '"FZ912","DUNE PHARMACY","Y99","2 QUAY STREET","PE38 4BB","20010401"\n',
        ("QUAY PHARMACY", "DUNE PHARMACY"),
        ("institution",) * 2,
        (None,) * 2,
    ),
    "ofsted.csv": OpenFile(
        "Provider URN,Provider name,Provider type,Postcode\n"
        "EY900001,Little Tides,Childcare on non-domestic premises,PE38 5BA\n"
        "EY900002,Busy Crabs,Childcare on domestic premises,PE38 5BB\n",
        ("Little Tides", "Busy Crabs"),
        ("institution",) * 2,
        (None,) * 2,
    ),
    "Groups (Responses).csv": OpenFile(
        "Timestamp,Email Address,Your name,What's your group called?,Type of group,Postcode\n"
        "01/03/2026 10:00:00,a@x.example,Amara Example,Quay Warblers,Community group,PE38 6BA\n"
        "01/03/2026 11:00:00,b@x.example,Bilal Sample,Dune Menders,Club,PE38 6BB\n",
        ("Quay Warblers", "Dune Menders"),
        ("association",) * 2,
        (None,) * 2,
    ),
}  # fmt: skip

BOUNDARIES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"WD24CD": code, "WD24NM": name},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, 53.39], [x + 0.04, 53.39], [x + 0.04, 53.44], [x, 53.44],
                                 [x, 53.39]]],
            },
        }
        for code, name, x in (("E05990001", "Quayside", 0.6), ("E05990002", "Westmarsh", 0.64))
    ],
}  # fmt: skip
"""Two wards that hold every point."""
