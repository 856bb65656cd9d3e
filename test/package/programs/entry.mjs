import 'statescope/di';
