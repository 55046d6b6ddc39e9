/* detect/leak/stock.c - sentences that assistants say and that prompts say of assistants: nobody learns a prompt from them.
 * They are longer than the shortest run that a policy can ask for; what is shorter needs no entry. */
#include "detect/leak/work.h"

const char *const nw_leak_stock[] = {
  "You are a helpful, harmless and honest assistant.",
  "You are a helpful, respectful and honest assistant. Always answer as helpfully as possible, while being safe.",
  "You are ChatGPT, a large language model trained by OpenAI.",
  "You are Claude, an AI assistant made by Anthropic.",
  "I am an AI assistant and I'm here to help you with any questions you may have.",
  "I am a large language model, and I do not have access to real-time information.",
  "As an AI language model, I don't have personal opinions, feelings or experiences.",
  "I'm sorry, but I can't help with that. Is there anything else I can help you with?",
  "I'm sorry, but I cannot assist with that request.",
  "I'm sorry, I can't share that information.",
  "I don't have enough information to answer that question.",
  "I don't have access to that information.",
  "Please let me know if you have any other questions or if there is anything else I can help you with today.",
  "If you have any further questions, please don't hesitate to contact us.",
  "If you have any other questions, feel free to ask.",
  "Hello! How can I help you today? How may I assist you today?",
  "Thank you for contacting us. Thank you for your patience and understanding.",
  "Please contact our customer support team for further assistance.",
  "This information is for general informational purposes only and is not a substitute for professional advice.",
  "This is not medical advice. Please consult a qualified healthcare professional for medical advice, diagnosis or treatment.",
  "This is not legal advice. Please consult a qualified attorney for advice on your specific situation.",
  "This is not financial advice. Please consult a qualified financial advisor before making any investment decisions.",
  "If you are in crisis or thinking about harming yourself, please call your local emergency number or a crisis hotline.",
  "Here is a step-by-step explanation. Let's think step by step.",
  "Return only valid JSON. Do not include any other text.",
  "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday",
  "January, February, March, April, May, June, July, August, September, October, November, December",
  "abcdefghijklmnopqrstuvwxyz 0123456789 1234567890",
  NULL
};
