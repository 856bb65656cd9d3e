import { defineSchema, Machine, marksOf } from 'statescope';
import { Logged, Metered, Traced } from 'statescope/decorators';

const schema = defineSchema({ Start: {}, Ready: { auto: true, require: ['Start'] } });

@Traced()
@Metered()
@Logged({ level: 'changes' })
class Feed extends Machine.of(schema) {
  ready = 0;

  @Traced({ args: ['url'] })
  ReadyState() {
    this.ready += 1;
  }
}

class News extends Feed {}

const news = new News({ id: 'news' });
news.add('Start');

const marks = marksOf(News);
console.log(
  JSON.stringify({
    ready: news.ready,
    states: news.activeStates(),
    class: Object.keys(marks.class).sort(),
    handlers: [...marks.handlers.keys()],
  }),
);
