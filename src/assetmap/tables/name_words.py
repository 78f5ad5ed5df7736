"""Words that stand in or beside names: titles, letters after them, and words that no name has."""

from __future__ import annotations

__all__ = ["AFTER", "JOINERS", "NO_PERSON", "SURNAMES_TOO", "TITLES"]


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


TITLES = _words("""
    canon capt captain cdr cllr col colonel councillor dame doctor dr father fr hon imam lady lord
    lt major miss mr mrs ms mx pastor pc prof professor rabbi rev revd reverend sgt sir sister sr
    st the
""")
"""What stands before a name and is no part of it."""

AFTER = _words("""
    ba bem bsc cbe dl esq jnr jp jr junior ma mbe mp msc obe phd senior snr
""")
"""What stands after a name and is no part of it."""

JOINERS = _words("""
    ab al and ap ben bin binti born da de del della den der di dos du e el ferch ibn la le mac mc
    nee o st ten ter van von y zu
""")
"""What may stand within a name in small letters: particles, and a partner joined to it."""

NO_PERSON = _words("""
    a academy accountants admin administration administrator allotment allotments an arms assoc
    association at avenue band booking bookings bowls brownies building business by cafe café
    caretaker center centre chair chairman chairperson chairwoman charity choir cic cio city
    clinic club co-op co-ordinator coach college committee community company contact contacts
    cooperative coordinator council county cricket ctr cubs deanery desk diocese district e-mail
    editor email energy enquiries enquiry facebook flat flats floor football for foundation
    founder gardens general group groups guides health homes hospital hotel housing in inn leader
    library limited llp ltd manager med medical member members membership mobile mosque museum
    network nhs none nursery of office officer offices on organiser organizer our parish
    partnership phone plc practice president project pub reception road school scouts secretary
    service services shop society solicitors sports staff suite surestart surgery tbc team
    telephone tennis the to town treasurer trust trustee trustees u3a unit university unknown
    various village volunteer volunteers website wi with woodland your
""")
"""Words of roles and of organisations: whatever holds one is not somebody's name."""

SURNAMES_TOO = _words("""
    bank captain chapel church clerk close field green hall head house lane main page park steward
    street temple ward warden wood
""")
"""Such words that are surnames as well: Emma Hall is a person, a hall is none."""
