{{- define "innovatie.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "innovatie.labels" -}}
app.kubernetes.io/name: innovatie
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "innovatie.selector" -}}
app.kubernetes.io/name: innovatie
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "innovatie.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "innovatie.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "innovatie.env" -}}
- {name: INNOVATIE_PUBLIC_URL, value: {{ .Values.publicUrl | quote }}}
- {name: INNOVATIE_SECURITY_CONTACT, value: {{ .Values.securityContact | quote }}}
- {name: INNOVATIE_HOST, value: "0.0.0.0"}
- {name: INNOVATIE_PORT, value: "8000"}
- {name: INNOVATIE_DATA, value: /tmp/data}
- {name: FORWARDED_ALLOW_IPS, value: "*"}
- {name: INNOVATIE_METRICS_HOST, value: "0.0.0.0"}
- {name: INNOVATIE_METRICS_PORT, value: {{ .Values.metricsPort | quote }}}
{{- range $name, $value := .Values.settings }}
- {name: {{ $name }}, value: {{ $value | quote }}}
{{- end }}
{{- if .Values.oidcSecretName }}
- {name: INNOVATIE_OIDC_FILE, value: /etc/innovatie/oidc.toml}
{{- end }}
{{- range $key := list "DATABASE_URL" "INNOVATIE_SECRET" }}
- name: {{ $key }}
  valueFrom: {secretKeyRef: {name: {{ $.Values.secretName }}, key: {{ $key }}}}
{{- end }}
{{- range $key := .Values.optionalSecretKeys }}
- name: {{ $key }}
  valueFrom: {secretKeyRef: {name: {{ $.Values.secretName }}, key: {{ $key }}, optional: true}}
{{- end }}
{{- end }}

{{- define "innovatie.scraped" -}}
{{- if .Values.metricsPort }}
annotations: {prometheus.io/scrape: "true", prometheus.io/port: {{ .Values.metricsPort | quote }}, prometheus.io/path: /metrics}
{{- end }}
{{- end }}

{{- define "innovatie.mounts" -}}
- {name: tmp, mountPath: /tmp}
{{- if .Values.oidcSecretName }}
- {name: oidc, mountPath: /etc/innovatie, readOnly: true}
{{- end }}
{{- end }}

{{- define "innovatie.volumes" -}}
- name: tmp
  emptyDir: {sizeLimit: 1Gi}
{{- if .Values.oidcSecretName }}
- name: oidc
  secret: {secretName: {{ .Values.oidcSecretName }}}
{{- end }}
{{- end }}
