"""Words that stand in or beside names: titles, letters after them, and words that no name has."""

from __future__ import annotations

__all__ = ["AFTER", "JOINERS", "NO_PERSON", "TITLES"]


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
    a admin administration administrator an assoc association at avenue band booking bookings
    bowls by cafe café captain caretaker center centre chair chairman chairperson chairwoman
    chapel charity choir church cic cio city clerk club co-op co-ordinator coach college committee
    community company contact contacts cooperative coordinator council county cricket desk
    district e-mail editor email enquiries enquiry facebook football for foundation founder
    general group groups hall head hospital in lane leader library limited ltd main manager member
    members membership mobile mosque museum network none of office officer on organiser organizer
    our parish partnership phone plc practice president project reception road school secretary
    service services shop society sports staff steward street surgery tbc team telephone temple
    tennis the to town treasurer trust trustee trustees university unknown various village
    volunteer volunteers ward warden website with your
""")
"""Words of roles and of organisations: whatever holds one is not somebody's name."""
