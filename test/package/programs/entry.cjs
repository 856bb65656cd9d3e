require('statescope/di');
