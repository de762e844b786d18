import { evidenceDe } from './evidence-de'
import { fidelityDe } from './fidelity-de'
import { pageDe } from './page-de'
import { panelRows, panelsDe } from './panels-de'
import { partsDe } from './parts-de'
import { translator, type Rows } from './pattern'
import { standingDe } from './standing-de'
import { viewsDe } from './views-de'
import { whyDe } from './why-de'

/** The sentences of lanes, inspector and sequences in German, by what they are in English. A test looks for those that are missing. */
const rows: Rows = {
  // Lanes
  'all {n} requests answered': 'alle {n} Anfragen beantwortet',
  '{n} of {all} requests without a good answer': '{n} von {all} Anfragen ohne gute Antwort',
  '{n} of {all} waited for longer than 1 s': '{n} von {all} warteten länger als 1 s',
  '{who} leads, term {n}': '{who} führt, Term {n}',
  '{who} leads': '{who} führt',
  '{who} both lead': '{who} führen zugleich',
  'two lead: {~who}': 'zwei führen: {who}',
  '{who} in term {n}': '{who} in Term {n}',
  'no leader for {time}': 'kein Leader für {time}',
  'no leader: {n} of {all} are no majority': 'kein Leader: {n} von {all} sind keine Mehrheit',
  'no leader: {n} of {all} are no majority for {time}': 'kein Leader: {n} von {all} sind keine Mehrheit, für {time}',
  'nobody leads: the lease of {who} must run out, {time}': 'niemand führt: die Lease von {who} muss ablaufen, {time}',
  '{n} answer': '{n} antworten',
  '{n} of {all} answer': '{n} von {all} antworten',
  '{n} UP, {who} DOWN': '{n} UP, {who} DOWN',
  '{n} UP': '{n} UP',
  'no server is UP, though {who} answers': 'kein Server ist UP, obwohl {who} antwortet',
  'no server is UP, though {who} answer': 'kein Server ist UP, obwohl {who} antworten',
  '{n} of {all} connections {~how}: {who} is not known to be DOWN':
    '{n} von {all} Verbindungen {how}: dass {who} DOWN ist, ist nicht bekannt',
  '{n} of {all} connections {~how}: {who} are not known to be DOWN':
    '{n} von {all} Verbindungen {how}: dass {who} DOWN sind, ist nicht bekannt',
  '{n} of {all} connections {~how}': '{n} von {all} Verbindungen {how}',
  '{n} run': '{n} laufen',
  '{n} missing': '{n} fehlen',
  '{n} down': '{n} ausgefallen',
  '{who} down, unnoticed': '{who} ausgefallen, unbemerkt',
  '{who} down, NotReady': '{who} ausgefallen, NotReady',
  '{who} runs, but NotReady': '{who} läuft, aber NotReady',
  '{who} run, but NotReady': '{who} laufen, aber NotReady',
  '{n} ready': '{n} bereit',
  '{n} of {all} ready: {~what}': '{n} von {all} bereit: {what}',
  '{n} of {all} ready': '{n} von {all} bereit',
  '{n} went down with its node': '{n} ging mit seinem Node unter',
  '{n} went down with their nodes': '{n} gingen mit ihren Nodes unter',
  '{n} waits for a scheduler': '{n} wartet auf einen Scheduler',
  '{n} wait for a scheduler': '{n} warten auf einen Scheduler',
  '{n} starts': '{n} startet',
  '{n} start': '{n} starten',
  '{n} has exited': '{n} hat sich beendet',
  '{n} have exited': '{n} haben sich beendet',
  '{n} leaves': '{n} geht',
  '{n} leave': '{n} gehen',
  'down for {time}': 'ausgefallen für {time}',
  'hangs for {time}': 'hängt für {time}',
  'evicted, down with {node}': 'verdrängt, mit {node} ausgefallen',
  'down with {node}': 'mit {node} ausgefallen',
  'bound to {node}': 'an {node} gebunden',
  'starts on {node}': 'startet auf {node}',
  'runs on {node}, not ready': 'läuft auf {node}, nicht bereit',
  'ready on {node}': 'bereit auf {node}',
  'exited with {code} on {node}': 'mit {code} auf {node} beendet',
  'exited {code}': 'beendet mit {code}',
  'leaves {node}': 'verlässt {node}',
  '{who} down': '{who} ausgefallen',
  // When
  'since before the run began': 'seit vor Beginn des Laufs',
  'since +{n} s': 'seit +{n} s',
  'since {n} s into the run': 'seit {n} s nach Beginn des Laufs',
  'before the run began': 'vor Beginn des Laufs',
  'at +{n} s': 'bei +{n} s',
  '{n} s into the run': '{n} s nach Beginn des Laufs',
  // The inspector: processes
  'Gone with its machine, which has no power {~when}.': 'Mit seiner Maschine fort, die {when} keinen Strom hat.',
  'Does not run {~when}.': 'Läuft {when} nicht.',
  'Hangs {~when}: its port accepts, and nobody answers.': 'Hängt {when}: sein Port nimmt an, und niemand antwortet.',
  'Its rules lead {n} Service ports to {m} endpoints; they were last written {s} s ago.':
    'Seine Regeln führen {n} Ports von Services zu {m} Endpunkten; zuletzt geschrieben wurden sie vor {s} s.',
  'Looks after {n} pods; {~lease}.': 'Betreut {n} Pods; {lease}.',
  'it last renewed its lease at {time}': 'seine Lease hat es zuletzt um {time} erneuert',
  'Leads {~when}; if no renewal of its lease succeeds for {s} s more, it gives up.':
    'Führt {when}; gelingt {s} s lang keine Erneuerung seiner Lease, gibt er auf.',
  'Stands by: {who} holds the lease, which runs out in {s} s unless it is renewed.':
    'Steht bereit: {who} hält die Lease, die in {s} s abläuft, wenn sie nicht erneuert wird.',
  'Stands by: the lease of {who} ran out {s} s ago, and is tried for.':
    'Steht bereit: die Lease von {who} lief vor {s} s ab; er bewirbt sich um sie.',
  'Leads {~when}, alone: it is the only member, and its loss stops everything.':
    'Führt {when}, allein: es ist das einzige Mitglied, und sein Ausfall hält alles an.',
  'Leads {~when}, {~whom}: {n} of {all} agree, {~loss}.': 'Führt {when}, {whom}: {n} von {all} stimmen zu, {loss}.',
  'with {who} alone': 'nur mit {who}',
  'with {a} and {b}': 'mit {a} und {b}',
  'and {n} are needed: nothing can be written': 'und {n} sind nötig: nichts kann geschrieben werden',
  'and {n} may fail': 'und {n} dürfen ausfallen',
  'Hears no leader, and asks {~when} who would vote for it; {n} of {all} must.':
    'Hört keinen Leader und fragt {when}, wer es wählen würde; {n} von {all} müssen.',
  'Stands for election in term {t} {~when}; {n} of {all} must vote for it.':
    'Stellt sich {when} in Term {t} zur Wahl; {n} von {all} müssen es wählen.',
  'Follows nobody: it knows of no leader in term {t}.': 'Folgt niemandem: es kennt keinen Leader in Term {t}.',
  'Follows {who} in term {t}, which does not lead any more: it has not noticed yet.':
    'Folgt {who} in Term {t}, der nicht mehr führt: es hat das noch nicht bemerkt.',
  'Follows {who}, which leads in term {t}; {~log}.': 'Folgt {who}, das in Term {t} führt; {log}.',
  'Follows {who}, which leads in term {t} {~when}; {~log}.': 'Folgt {who}, das {when} in Term {t} führt; {log}.',
  'its log is {n} entries behind': 'sein Log liegt {n} Einträge zurück',
  // The inspector: machines
  'Has no power {~when}: nothing on it answers or refuses.':
    'Hat {when} keinen Strom: nichts auf ihr antwortet oder lehnt ab.',
  'Has power, with {n} pods bound to it. {~more}': 'Hat Strom, {n} Pods sind an sie gebunden. {more}',
  'Has power, with {n} pods bound to it.': 'Hat Strom, {n} Pods sind an sie gebunden.',
  'Has power. {~more}': 'Hat Strom. {more}',
  '{what} does not run on it. {~more}': '{what} läuft nicht auf ihr. {more}',
  '{what} does not run on it.': '{what} läuft nicht auf ihr.',
  'It is cut off from {who}.': 'Sie ist von {who} abgeschnitten.',
  // The inspector: objects
  'The API still says {status}, but {node} has no power: nothing of it runs.':
    'Die API sagt noch {status}, aber {node} hat keinen Strom: nichts davon läuft.',
  'Is being deleted on {node}; its containers still run.': 'Wird auf {node} gelöscht; seine Container laufen noch.',
  'Is being deleted; on {node} no container of it runs any more.':
    'Wird gelöscht; auf {node} läuft kein Container von ihm mehr.',
  '{kind} {name}, last changed {~when}.': '{kind} {name}, zuletzt geändert {when}.',
  '{kind} {name}, version {n}.': '{kind} {name}, Version {n}.',
  '{state} {~when}: {detail}.': '{state} {when}: {detail}.',
  // Cards
  'lease: {time} left': 'Lease: noch {time}',
  '{time} left': 'noch {time}',
  'starts in {time}': 'startet in {time}',
  'waits {time}': 'wartet {time}',
  'UP, DOWN in {time}': 'UP, DOWN in {time}',
  'DOWN, UP in {time}': 'DOWN, UP in {time}',
  'DOWN in {time}': 'DOWN in {time}',
  'UP in {time}': 'UP in {time}',
  '{n} watches': '{n} Watches',
  'starting, {n} lists': 'startet, {n} Listen',
  '{~role}, term {n}': '{role}, Term {n}',
  '{n} connections': '{n} Verbindungen',
  '{n} connection': '{n} Verbindung',
  '{state}, {n} connections': '{state}, {n} Verbindungen',
  '{state}, {n} connection': '{state}, {n} Verbindung',
  '{n} of {all} new connections hangs': '{n} von {all} neuen Verbindungen hängt',
  '{n} of {all} new connections hang': '{n} von {all} neuen Verbindungen hängen',
  '{n} of {all} DOWN': '{n} von {all} DOWN',
  '{n} pods': '{n} Pods',
  '{n} pod': '{n} Pod',
  '+{n} s after the fault': '+{n} s nach dem Fehler',
  '{n} s before the fault': '{n} s vor dem Fehler',
  'in {n} s': 'in {n} s',
  '{n} of {m}': '{n} von {m}',
  '{n} of {m} UP': '{n} von {m} UP',
  'recorded {n} s': 'aufgezeichnet {n} s',
  'document {n} s': 'Dokument {n} s',
  '{n} of {m} run': '{n} von {m} laufen',
  'At {time}; asked anew when it is paused.': 'Um {time}; neu gefragt, wenn es angehalten ist.',
  'At {time}: asking …': 'Um {time}: wird gefragt …',
  'At {time}, asked on forks of the run.': 'Um {time}, gefragt an Abzweigungen des Laufs.',
  // Raft logs
  'Committed up to {n}, and every member has it all.': 'Bestätigt bis {n}, und jedes Mitglied hat alles.',
  'Committed up to {n}; {~missing}.': 'Bestätigt bis {n}; {missing}.',
  '{who} misses 1 entry{how}': '{who} fehlt 1 Eintrag{how}',
  '{who} misses {n} entries{how}': '{who} fehlen {n} Einträge{how}',
  '{who} misses 1 entry': '{who} fehlt 1 Eintrag',
  '{who} misses {n} entries': '{who} fehlen {n} Einträge',
  // Numbers and beliefs
  '{mode} services': 'Services in {mode}',
  'watch of {kind}': 'Watch auf {kind}',
  'connected to {who}': 'verbunden mit {who}',
  '{n} reads': '{n} lesend',
  '{n} writes': '{n} schreibend',
  // Statecharts
  'States: {states}; now {now}. The transitions are listed below.':
    'Zustände: {states}; jetzt {now}. Die Übergänge stehen darunter.',
  'Transitions of {who}, the latest first': 'Übergänge von {who}, der letzte zuerst',
  '{n} times in all': '{n}-mal insgesamt',
  // Sequences
  'POST {path}': 'POST {path}',
  'Notify {kind}': '{kind} melden',
  'Store {kind}': '{kind} speichern',
  'Scale {kind}': '{kind} skalieren',
  'Create {kind}': '{kind} anlegen',
  'The answer was {what}.': 'Die Antwort war {what}.',
  '{who} had nothing to send: the run goes on for {s} s without it.':
    '{who} hatte nichts zu senden: der Lauf geht {s} s ohne das weiter.',
  '{who}: {~what}.': '{who}: {what}.'
}

const translate = translator(
  { ...evidenceDe, ...panelRows, ...rows, ...whyDe, ...standingDe, ...partsDe, ...fidelityDe },
  { ...panelsDe, ...pageDe, ...viewsDe }
)

/** Decimal points before a unit of time as German writes them. */
const decimals = (text: string): string => text.replace(/(\d)\.(\d+)(?= s\b)/g, '$1,$2')

/** In German, or null: there is none. */
export const sentenceDe = (english: string): string | null => {
  const said = translate(english)
  return said === null ? null : decimals(said)
}
