export default {
  dependencies: load(),
};
