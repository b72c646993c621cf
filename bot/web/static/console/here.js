// "Where I stand" for a form with a field for a point; without it the point is typed, or left out.

const button = document.getElementById("here");
const said = document.getElementById("here-said");
const point = document.getElementById("point");

function found(position) {
  point.value = position.coords.latitude.toFixed(5) + ", " + position.coords.longitude.toFixed(5);
  said.textContent = "";
  point.focus();
}

if (button && point && navigator.geolocation) {
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(found, () => (said.textContent = button.dataset.fails), { timeout: 15000 });
  });
}
