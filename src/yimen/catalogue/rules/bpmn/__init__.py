"""流程与 BPMN 2.0: flows as BPMN drawings, and drawings from elsewhere as draft flows."""
