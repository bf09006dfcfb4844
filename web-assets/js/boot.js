// 启动: runs before the body is drawn, so that nothing enhanced is seen in its plain form first.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
