import type { Rows } from './pattern'

/**
 * How objects stand (`sim/view/standing`), in German, by what it is in English, sentence by sentence; what upstream said stands in them
 * as it is.
 */
export const standingDe: Rows = {
  'Pod {name}: {~what}': 'Pod {name}: {what}',
  'Is being deleted; {who} must be taken off it first.': 'Wird gelöscht; erst muss {who} von ihm genommen werden.',
  'Is being deleted.': 'Wird gelöscht.',
  'Its resize waits for others to go: {said}.': 'Seine neuen Ressourcen warten darauf, dass andere gehen: {said}.',
  'Its resize is not possible on this node: {said}.': 'Seine neuen Ressourcen gibt es auf diesem Node nicht: {said}.',
  '{who} must be taken off it first.': 'Erst muss {who} von ihm genommen werden.',
  'No controller has acted yet on what it says now.': 'Noch hat kein Controller getan, was jetzt darin steht.',
  'Has {n} of {m} pods available.': 'Hat {n} von {m} Pods verfügbar.',
  'Has {n} of {m} pods available, {k} of an older template.':
    'Hat {n} von {m} Pods verfügbar, {k} nach einer älteren Vorlage.',
  'Has {n} of {m} pods ready.': 'Hat {n} von {m} Pods bereit.',
  'Has {n} of {m} pods ready, {k} exist.': 'Hat {n} von {m} Pods bereit, {k} gibt es.',
  'Pods cannot be created: {said}.': 'Pods lassen sich nicht anlegen: {said}.',
  'It does not progress: {said}.': 'Es kommt nicht voran: {said}.',
  'Its rollout is paused.': 'Sein Ausrollen ist angehalten.',
  '{pod} is created when {before} is ready.': '{pod} wird angelegt, wenn {before} bereit ist.',
  'Its pods are ready on {n} of {m} nodes.': 'Seine Pods sind auf {n} von {m} Nodes bereit.',
  'Has failed: {said}.': 'Ist gescheitert: {said}.',
  '{n} pods failed, {m} of {k} succeeded.': '{n} Pods scheiterten, {m} von {k} gelangen.',
  '{n} pod failed, {m} of {k} succeeded.': '{n} Pod scheiterte, {m} von {k} gelangen.',
  'Is complete: {n} of {m} succeeded.': 'Ist fertig: {n} von {m} gelangen.',
  'Is suspended: {n} of {m} succeeded.': 'Ist ausgesetzt: {n} von {m} gelangen.',
  'No controller has begun it yet.': 'Noch hat ihn kein Controller begonnen.',
  'Works: {n} of {m} succeeded, {k} pods at work, {f} failed.':
    'Arbeitet: {n} von {m} gelangen, {k} Pods sind dabei, {f} scheiterten.',
  'Works: {n} of {m} succeeded, {k} pod at work, {f} failed.':
    'Arbeitet: {n} von {m} gelangen, {k} Pod ist dabei, {f} scheiterten.',
  'Works: {n} of {m} succeeded, {k} pods at work, {f} failed (backoffLimit {l}).':
    'Arbeitet: {n} von {m} gelangen, {k} Pods sind dabei, {f} scheiterten (backoffLimit {l}).',
  'Works: {n} of {m} succeeded, {k} pod at work, {f} failed (backoffLimit {l}).':
    'Arbeitet: {n} von {m} gelangen, {k} Pod ist dabei, {f} scheiterten (backoffLimit {l}).',
  'Is suspended: no Job is begun.': 'Ist ausgesetzt: kein Job wird begonnen.',
  'Its schedule {when} has not come yet.': 'Sein Zeitplan {when} ist noch nicht gekommen.',
  'Began its last Job at {time}; {n} Jobs at work.': 'Begann den letzten Job um {time}; {n} Jobs sind dabei.',
  'Began its last Job at {time}; {n} Job at work.': 'Begann den letzten Job um {time}; {n} Job ist dabei.',
  'Does not scale: {said}.': 'Skaliert nicht: {said}.',
  'No controller has looked at it yet.': 'Noch hat kein Controller darauf gesehen.',
  'Wants {n} pods of {a} to {b}; {m} are set.': 'Will {n} Pods von {a} bis {b}; {m} sind gesetzt.',
  'Wants {n} pod of {a} to {b}; {m} are set.': 'Will {n} Pod von {a} bis {b}; {m} sind gesetzt.',
  'Selects no pod: it keeps nobody from evicting any.': 'Wählt keinen Pod: es hält niemanden vom Verdrängen ab.',
  'Guards {n} pods: {m} are healthy, {k} must be, {l} may be evicted.':
    'Bewacht {n} Pods: {m} sind gesund, {k} müssen es sein, {l} dürfen verdrängt werden.',
  'Is another name of {name}: nothing goes through it.':
    'Ist ein anderer Name für {name}: nichts geht durch ihn hindurch.',
  'It has no address outside: {said}.': 'Er hat außen keine Adresse: {said}.',
  'It has no address outside yet.': 'Er hat außen noch keine Adresse.',
  'Leads to {n} endpoints.': 'Führt zu {n} Endpunkten.',
  'Leads to {n} endpoint.': 'Führt zu {n} Endpunkt.',
  'Leads nowhere: it has no selector, and nobody has given it endpoints.':
    'Führt nirgendwohin: er hat keinen Selektor, und niemand gab ihm Endpunkte.',
  'Leads nowhere: no pod in {ns} is labelled {labels}.':
    'Führt nirgendwohin: kein Pod in {ns} trägt die Labels {labels}.',
  'Leads nowhere: its only pod is not ready.': 'Führt nirgendwohin: sein einziger Pod ist nicht bereit.',
  'Leads nowhere: none of its {n} pods is ready.': 'Führt nirgendwohin: keiner seiner {n} Pods ist bereit.',
  'Leads nowhere: its pods are ready, and its EndpointSlices do not say so yet.':
    'Führt nirgendwohin: seine Pods sind bereit, und seine EndpointSlices sagen es noch nicht.',
  'Names {n} ready addresses.': 'Nennt {n} bereite Adressen.',
  'Names {n} ready address.': 'Nennt {n} bereite Adresse.',
  'Names {n} ready addresses and {m} that are not.': 'Nennt {n} bereite Adressen und {m}, die es nicht sind.',
  'Names {n} ready address and {m} that are not.': 'Nennt {n} bereite Adresse und {m}, die es nicht sind.',
  'Names no class, and there is no default one: no controller serves it.':
    'Nennt keine Klasse, und keine ist vorgegeben: kein Controller bedient ihn.',
  'There is no IngressClass {name}: no controller serves it.':
    'Es gibt keine IngressClass {name}: kein Controller bedient ihn.',
  'No controller of class {name} has given it an address.': 'Kein Controller der Klasse {name} gab ihm eine Adresse.',
  'Its Service {name} does not exist.': 'Seinen Service {name} gibt es nicht.',
  'Is reached at {where}.': 'Ist unter {where} zu erreichen.',
  'Is bound to the volume {name}.': 'Ist an das Volume {name} gebunden.',
  'Is lost: its volume {name} is gone.': 'Ist verloren: sein Volume {name} ist fort.',
  'Is Pending: nobody has said why.': 'Ist Pending: niemand hat gesagt, warum.',
  'Is Pending: {said}.': 'Ist Pending: {said}.',
  'Is bound to the claim {name}.': 'Ist an den Claim {name} gebunden.',
  'Its claim {name} is gone, and nobody else gets it ({policy}).':
    'Sein Claim {name} ist fort, und kein anderer bekommt es ({policy}).',
  'Is free: no claim has it.': 'Ist frei: kein Claim hat es.',
  'Is attached to {node}.': 'Ist an {node} angehängt.',
  'Is not attached to {node} yet.': 'Ist noch nicht an {node} angehängt.',
  'Is not attached to {node}: {said}.': 'Ist nicht an {node} angehängt: {said}.',
  'Is attached to {node}: {said}.': 'Ist an {node} angehängt: {said}.',
  'Nobody has said yet whether it is Ready.': 'Noch hat niemand gesagt, ob er Ready ist.',
  'The API still says Ready, but {node} has no power.': 'Die API sagt noch Ready, aber {node} hat keinen Strom.',
  'The API still says Ready, but its kubelet hangs.': 'Die API sagt noch Ready, aber sein kubelet hängt.',
  'The API still says Ready, but its kubelet does not run.': 'Die API sagt noch Ready, aber sein kubelet läuft nicht.',
  'Ready.': 'Ready.',
  'Available.': 'Available.',
  'Established.': 'Established.',
  'NamesAccepted, Established.': 'NamesAccepted, Established.',
  'Accepted.': 'Accepted.',
  'Programmed.': 'Programmed.',
  'Approved.': 'Approved.',
  'Not {type}: {said}.': 'Nicht {type}: {said}.',
  'Not ready: {said}.': 'Nicht bereit: {said}.',
  'Is cordoned: no new pods come to it.': 'Ist gesperrt: keine neuen Pods kommen zu ihm.',
  'Taints: {list}.': 'Taints: {list}.',
  'Is being deleted: no controller has said what is left in it.':
    'Wird gelöscht: kein Controller hat gesagt, was noch darin ist.',
  'Is being deleted: {said}.': 'Wird gelöscht: {said}.',
  'No controller has counted yet what is used.': 'Noch hat kein Controller gezählt, was verbraucht ist.',
  'Used: {list}.': 'Verbraucht: {list}.',
  'Nobody holds it.': 'Niemand hält sie.',
  'Is held by {who}.': 'Wird von {who} gehalten.',
  'Is held by {who}, renewed {s} s ago.': 'Wird von {who} gehalten, erneuert vor {s} s.',
  'Is held by {who}, renewed {s} s ago: longer than the {n} s that it lasts.':
    'Wird von {who} gehalten, erneuert vor {s} s: länger als die {n} s, die sie gilt.',
  'Is held by {who}, renewed {s} s ago; it lasts {n} s.':
    'Wird von {who} gehalten, erneuert vor {s} s; sie gilt {n} s.',
  '{reason} of {kind} {name}: {said}.': '{reason} von {kind} {name}: {said}.',
  '{reason} of {kind} {name}, {n} times: {said}.': '{reason} von {kind} {name}, {n}-mal: {said}.',
  'Holds {n} keys.': 'Enthält {n} Schlüssel.',
  'Holds {n} key.': 'Enthält {n} Schlüssel.',
  'Is held back from scheduling by {who}.': 'Wird durch {who} vom Einplanen zurückgehalten.',
  'Waits for a scheduler to choose its node.': 'Wartet, dass ein Scheduler seinen Node wählt.',
  'No node for it yet: {said}.': 'Noch kein Node für ihn: {said}.',
  'It ended with exit code {n}.': 'Er endete mit Exit-Code {n}.',
  'It ended with exit code {n}, {why}.': 'Er endete mit Exit-Code {n}, {why}.',
  'It was started again once.': 'Er wurde einmal neu gestartet.',
  'It was started again {n} times.': 'Er wurde {n}-mal neu gestartet.',
  'Runs on {node}, {~ready}.': 'Läuft auf {node}, {ready}.',
  'Runs on {node} since {time}, {~ready}.': 'Läuft auf {node} seit {time}, {ready}.',
  '{status} on {node}: no container of it runs.': '{status} auf {node}: kein Container von ihm läuft.',
  'Last changed {~when}.': 'Zuletzt geändert {when}.'
}
