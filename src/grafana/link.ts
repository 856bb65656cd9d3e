import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { DashboardLinkBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import type { DashboardLink } from '@grafana/grafana-foundation-sdk/dashboard';

/** A link where links stand by default: that of the SDK hides in a menu. */
export function linkTo(title: string, url: string, tooltip = ''): Builder<DashboardLink> {
  const { placement: _, ...link } = new DashboardLinkBuilder(title).url(url).tooltip(tooltip).targetBlank(true).build();
  return { build: () => link };
}
