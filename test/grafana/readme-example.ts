import { Machine, defineSchema } from 'statescope';
import { Metered } from 'statescope/decorators';
import { classViews, genDashboard, prometheusRules } from 'statescope/grafana';

@Metered()
class Feed extends Machine.of(defineSchema({ Start: {}, Ready: { auto: true, require: ['Start'] } })) {}

export const dashboard = genDashboard({ name: 'Feeds', source: 'reader', classes: classViews([Feed]) });
export const rules = prometheusRules({ canceledRatio: 0.2 });
