{{- define "earshot.image" -}}
{{- $repository := required "image.repository must be set" .Values.image.repository -}}
{{- $digest := required "image.digest must be set (sha256:…): images are pinned" .Values.image.digest -}}
{{ printf "%s@%s" $repository $digest }}
{{- end }}

{{- define "earshot.labels" -}}
app.kubernetes.io/part-of: earshot
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "earshot.security" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "earshot.stores" -}}
- name: EARSHOT_DATABASE_URL
  valueFrom: {secretKeyRef: {name: {{ .Values.secrets.database }}, key: url}}
- name: EARSHOT_REDIS_URL
  valueFrom: {secretKeyRef: {name: {{ .Values.secrets.redis }}, key: url}}
{{- end }}
