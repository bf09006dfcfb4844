"""大小无关测试: the same operations on a small city and on one with a hundred times its cases."""
