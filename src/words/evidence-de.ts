import type { Rows } from './pattern'

/** What questions on forks came to, in German, by what it is in English (`sim/ask`). */
export const evidenceDe: Rows = {
  'no container of a pod runs anywhere': 'nirgends läuft ein Container eines Pods',
  'there are no pods': 'es gibt keine Pods',
  '{n} pods run; no user asks them for anything': '{n} Pods laufen; kein Nutzer will etwas von ihnen',
  '{n} pods answered users; the API knows of {m}': '{n} Pods antworteten Nutzern; die API weiß von {m}',
  '{n} of {all} pods behind the Services answered users': '{n} von {all} Pods hinter den Services antworteten Nutzern',
  "the users' machine is down: nobody calls": 'die Maschine der Nutzer ist ausgefallen: niemand ruft',
  'the Services that users called are gone': 'die Services, die Nutzer riefen, sind fort',
  'no user calls a Service: none can be reached from outside, or there are no users':
    'kein Nutzer ruft einen Service: keiner ist von außen zu erreichen, oder es gibt keine Nutzer',
  "{n} of {all} users' requests answered in the next ten seconds":
    '{n} von {all} Anfragen der Nutzer in den nächsten zehn Sekunden beantwortet',
  'nobody leads as {who}: no lease was renewed': 'niemand führt als {who}: keine Lease wurde erneuert',
  'reads and writes are answered, leader leases are renewed, a new pod is created and bound':
    'Lesen und Schreiben werden beantwortet, Leases erneuert, ein neuer Pod wird angelegt und gebunden',
  'no node is NotReady': 'kein Node ist NotReady',
  '{n} pods on {who}: {t} Terminating, {m} still bound': '{n} Pods auf {who}: {t} Terminating, {m} noch gebunden',
  'the API knows of no pods that are wanted': 'die API weiß von keinen Pods, die es geben soll',
  '{n} of {all} pods ready on nodes that are Ready': '{n} von {all} Pods bereit auf Nodes, die Ready sind',
  '{n} workers Ready with {m} of {all} pods ready; no heartbeat of {who}':
    '{n} Worker Ready mit {m} von {all} Pods bereit; kein Herzschlag von {who}',
  '{n} workers Ready with {m} of {all} pods ready': '{n} Worker Ready mit {m} von {all} Pods bereit',
  'users without any answer for {time}': 'Nutzer ohne jede Antwort für {time}',
  'a Service is not whole for {time} so far': 'ein Service ist bisher {time} lang nicht ganz',
  'the control plane was not whole for {time}': 'die Steuerung war {time} lang nicht ganz',
  'the control plane is not whole for {time} so far': 'die Steuerung ist bisher {time} lang nicht ganz',
  'every node is Ready and renews its lease': 'jeder Node ist Ready und erneuert seine Lease',
  '{who} is silent and still Ready in the API': '{who} schweigt und ist in der API noch Ready',
  'users lost requests {time} ago': 'Nutzer verloren vor {time} Anfragen',
  '{who} is NotReady {time} after users’ first lost request':
    '{who} ist NotReady, {time} nach der ersten verlorenen Anfrage der Nutzer',
  "{who} is NotReady {time} after users' first lost request":
    '{who} ist NotReady, {time} nach der ersten verlorenen Anfrage der Nutzer',
  '{who} is NotReady for {time}, not yet tainted NoExecute':
    '{who} ist seit {time} NotReady, noch ohne den Taint NoExecute',
  '{who} tainted NoExecute {time} after it became NotReady':
    '{who} bekam den Taint NoExecute {time}, nachdem er NotReady wurde',
  '{who} is NotReady': '{who} ist NotReady',
  'nothing to decide: every node is Ready': 'nichts zu entscheiden: jeder Node ist Ready',
  'nobody reaches the API until a person brings back the way to it':
    'niemand erreicht die API, bis ein Mensch den Weg zu ihr wiederherstellt',
  'nobody reaches the API until a person brings back {who}':
    'niemand erreicht die API, bis ein Mensch {who} zurückbringt',
  'nothing is left to repair': 'nichts ist zu reparieren',
  '{who}: a person must bring it back': '{who}: ein Mensch muss es zurückbringen',
  'the cluster has no nodes': 'der Cluster hat keine Nodes',
  '{n} of {all} nodes renewed their lease in the next {time}':
    '{n} von {all} Nodes erneuerten ihre Lease in den nächsten {time}',
  'a new pod was bound after {time}': 'ein neuer Pod wurde nach {time} gebunden',
  'the new pod became no endpoint': 'der neue Pod wurde kein Endpunkt',
  'the pod that replaces a deleted one was an endpoint {time} after':
    'der Pod, der einen gelöschten ersetzt, war nach {time} ein Endpunkt',
  'nobody can read it: {~why}': 'niemand kann es lesen: {why}',
  '{line}: answered after {time}': '{line}: beantwortet nach {time}',
  '{line}: answered, but only after {time}': '{line}: beantwortet, aber erst nach {time}',
  '{line}: {n} of {all} answered; else {why}': '{line}: {n} von {all} beantwortet; sonst {why}',
  '{line}: a pod was bound to {where} after {time} and ready after {later}':
    '{line}: ein Pod wurde nach {time} an {where} gebunden und war nach {later} bereit',
  '{line}: accepted, but {time} later {what}': '{line}: angenommen, aber {time} später: {what}',
  '{line}: no answer for {time}': '{line}: keine Antwort für {time}',
  'a killed container of {pod} ran again after {time}': 'ein getöteter Container von {pod} lief nach {time} wieder',
  'a killed container of {pod} was not started for {time}':
    'ein getöteter Container von {pod} wurde {time} lang nicht gestartet',
  'asking …': 'wird gefragt …'
}
