"""The names of months, in the languages of these islands and of their neighbours."""

from __future__ import annotations

from assetmap.tables import fold

__all__ = ["MONTHS"]

_NAMES = """
jan january ionawr janvier janv januar janner januari enero ene gennaio gen janeiro styczen stycznia
feb february chwefror chwef fevrier fevr februar februari febrero febbraio fevereiro luty lutego
mar march mawrth mars marz mrz maart mrt marzo marco marzec marca
apr april ebrill ebr avril avr abril abr aprile kwiecien kwietnia
may mai mei mayo maggio mag maio maj maja
jun june mehefin meh juin juni junio giugno giu junho czerwiec czerwca
jul july gorffennaf gorff juillet juil juli julio luglio lug julho lipiec lipca
aug august awst aout augustus agosto ago sierpien sierpnia
sep sept september medi septembre septiembre setiembre settembre setembro wrzesien wrzesnia
oct october hydref hyd octobre oktober okt octubre ottobre ott outubro pazdziernik pazdziernika
nov november tachwedd tach novembre noviembre novembro listopad listopada
dec december rhagfyr rhag decembre dezember dez diciembre dicembre dezembro grudzien grudnia
"""
MONTHS = {
    fold(name): number
    for number, names in enumerate(_NAMES.split("\n")[1:-1], start=1)
    for name in names.split()
}
"""Month by its folded name or short form: English, Welsh, French, German, Dutch, Spanish, Italian,
Portuguese and Polish. What is one month here and another there ("listopad") is of those that are
read."""
