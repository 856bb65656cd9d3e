// Command otelcol is an OpenTelemetry Collector with the few components the backend tests use.
package main

import (
	"errors"
	"os"

	"github.com/open-telemetry/opentelemetry-collector-contrib/exporter/fileexporter"
	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/healthcheckextension"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/provider/envprovider"
	"go.opentelemetry.io/collector/confmap/provider/fileprovider"
	"go.opentelemetry.io/collector/exporter/debugexporter"
	"go.opentelemetry.io/collector/exporter/otlpexporter"
	"go.opentelemetry.io/collector/exporter/otlphttpexporter"
	"go.opentelemetry.io/collector/otelcol"
	"go.opentelemetry.io/collector/processor/batchprocessor"
	"go.opentelemetry.io/collector/receiver/otlpreceiver"
	"go.opentelemetry.io/collector/service/telemetry/otelconftelemetry"
)

func factories() (f otelcol.Factories, err error) {
	var e [4]error
	f.Telemetry = otelconftelemetry.NewFactory()
	f.Receivers, e[0] = otelcol.MakeFactoryMap(otlpreceiver.NewFactory())
	f.Processors, e[1] = otelcol.MakeFactoryMap(batchprocessor.NewFactory())
	f.Extensions, e[2] = otelcol.MakeFactoryMap(healthcheckextension.NewFactory())
	f.Exporters, e[3] = otelcol.MakeFactoryMap(debugexporter.NewFactory(), otlpexporter.NewFactory(),
		otlphttpexporter.NewFactory(), fileexporter.NewFactory())
	return f, errors.Join(e[:]...)
}

func main() {
	settings := otelcol.CollectorSettings{
		BuildInfo: component.BuildInfo{Command: "otelcol", Version: "0.162.0"},
		Factories: factories,
	}
	// Without envprovider the collector refuses to start, whatever its configuration.
	settings.ConfigProviderSettings.ResolverSettings.ProviderFactories = []confmap.ProviderFactory{
		envprovider.NewFactory(), fileprovider.NewFactory(),
	}
	if otelcol.NewCommand(settings).Execute() != nil {
		os.Exit(1)
	}
}
